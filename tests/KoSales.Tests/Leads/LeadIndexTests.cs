using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;
using KoSales.Functions.Leads;
using KoSales.Functions.Pii;
using KoSales.Functions.Timeline;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads;

/// <summary>Asks the planner. A list without an index works on ten leads and stops working on a
/// million.</summary>
public sealed class LeadIndexTests(LeadRig rig) : IClassFixture<LeadRig>
{
    public static TheoryData<string, string?> SortsAndFilters()
    {
        var data = new TheoryData<string, string?>();
        foreach (var sort in LeadLists.Leads.Sorts.Keys)
        {
            data.Add(sort, null);
            foreach (
                var field in LeadLists
                    .Leads.Fields.Where(f => f.Value == FieldType.Text)
                    .Select(f => f.Key)
            )
                data.Add(sort, field);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(SortsAndFilters))]
    public async Task Each_sort_of_the_list_goes_by_an_index_with_each_filter_for_each_role(
        string sort,
        string? field
    )
    {
        foreach (var actor in new[] { Manager, Agent, Actor.System })
        foreach (var descending in new[] { true, false })
        {
            var asked = field is null ? Filter.Everything : Filter.Eq(field, "x");
            var filter = Filter.AllOf(asked, LeadLists.Leads.Base, LeadLists.Leads.Scope(actor));
            Assert.NotNull(
                await ExplainAsync(
                    filter,
                    new SortKey(
                        LeadLists.Leads.SortedBy.GetValueOrDefault(sort, sort),
                        LeadLists.Leads.Sorts[sort],
                        descending
                    )
                )
            );
        }
    }

    [Theory]
    [InlineData("address.state_code", "leads_state_created")]
    [InlineData("source.channel", "leads_channel_created")]
    [InlineData("stage", "leads_stage_created")]
    [InlineData("team_id", "leads_team_created")]
    public async Task The_newest_of_a_state_a_channel_a_stage_or_a_team_are_read_in_order(
        string field,
        string index
    )
    {
        var filter = Filter.AllOf(
            Filter.Eq("status", "open"),
            Filter.Eq(field, "x"),
            LeadLists.Leads.Base
        );
        Assert.Equal(
            index,
            await ExplainAsync(
                filter,
                new SortKey("created_at", FieldType.Instant, Descending: true)
            )
        );
    }

    [Theory]
    [InlineData(BlindKind.Phone, "piis_phone")]
    [InlineData(BlindKind.Email, "piis_email")]
    [InlineData(BlindKind.Gstin, "piis_gstin")]
    public async Task Exact_searches_go_by_the_blind_index_of_their_kind(
        BlindKind kind,
        string index
    ) =>
        Assert.Equal(
            index,
            await rig.Store.ExplainAsync(
                new Query(Piis.Collection, PiiSubjects.FilterOf(new BlindValue(kind, "x"))),
                CancellationToken.None
            )
        );

    [Fact]
    public async Task Names_and_timelines_are_read_in_order()
    {
        var names = Filter.AllOf(
            new Filter.Condition("name_key", FilterOperator.Prefix, new FilterValue.Text("ram")),
            LeadStore.Alive
        );
        Assert.Equal(
            "leads_name_key",
            await ExplainAsync(names, new SortKey("name_key", FieldType.Text))
        );
        var timeline = new Query(Activities.Collection, TimelineLists.Of("K0-100001"))
        {
            Sort = [new SortKey("at", FieldType.Instant, Descending: true)],
        };
        Assert.Equal(
            "activities_entity_at",
            await rig.Store.ExplainAsync(timeline, CancellationToken.None)
        );
    }

    private ValueTask<string?> ExplainAsync(Filter filter, params IReadOnlyList<SortKey> sort) =>
        rig.Store.ExplainAsync(
            new Query(LeadStore.Collection, filter) { Sort = sort },
            CancellationToken.None
        );
}
