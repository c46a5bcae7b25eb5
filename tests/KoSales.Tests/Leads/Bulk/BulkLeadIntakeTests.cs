using KoSales.Domain.Leads;
using KoSales.Functions.Leads.Bulk;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Leads.Bulk;

public sealed class BulkLeadIntakeTests(LeadRig rig) : IClassFixture<LeadRig>
{
    private Task<IReadOnlyList<BulkOutcome>> RunAsync(
        DuplicatePolicy policy,
        params IReadOnlyList<LeadDraft> drafts
    ) =>
        rig.Get<IBulkLeadIntake>()
            .CreateManyAsync(drafts, new BulkOptions(policy), By(Manager), CancellationToken.None);

    [Fact]
    public async Task Twelve_hundred_rows_are_created_and_a_second_run_makes_none_again()
    {
        List<LeadDraft> drafts = [];
        for (var i = 0; i < 1200; i++)
            drafts.Add(
                await rig.DraftAsync(
                    ("kind", "farmer"),
                    ("external_ref", $"B-{i}"),
                    ("phone", i % 2 == 0 ? $"95{i:D8}" : "")
                ) with
                {
                    Origin = $"J-1:{i}",
                }
            );
        var first = await RunAsync(DuplicatePolicy.Skip, drafts);
        Assert.All(first, o => Assert.Equal(BulkStatus.Created, o.Status));
        var again = await RunAsync(DuplicatePolicy.Skip, drafts);
        Assert.Equal(first.Select(o => (o.Status, o.Lead)), again.Select(o => (o.Status, o.Lead)));
        Assert.Equal(
            1200,
            await rig.Store.CountAsync(
                LeadStore.Collection,
                Domain.Filters.Filter.In("origin", drafts.Select(d => d.Origin!)),
                CancellationToken.None
            )
        );
    }

    [Fact]
    public async Task Of_two_rows_with_one_phone_the_first_wins()
    {
        var first = await rig.DraftAsync(("kind", "farmer"), ("phone", "9411111111")) with
        {
            Origin = "J-2:1",
        };
        var second = await rig.DraftAsync(("kind", "dealer"), ("phone", "09411111111")) with
        {
            Origin = "J-2:2",
        };
        var outcomes = await RunAsync(DuplicatePolicy.Skip, first, second);
        Assert.Equal([BulkStatus.Created, BulkStatus.Duplicate], outcomes.Select(o => o.Status));
        Assert.Equal(outcomes[0].Lead, outcomes[1].Lead);
    }

    [Fact]
    public async Task A_known_reference_is_skipped_merged_or_failed_as_asked()
    {
        var first = await rig.DraftAsync(("kind", "farmer"), ("external_ref", "C-1"));
        var id = (await RunAsync(DuplicatePolicy.Skip, first))[0].Lead;
        var more = await rig.DraftAsync(
            ("kind", "farmer"),
            ("external_ref", "C-1"),
            ("address.district", "Sehore")
        );
        Assert.Equal((BulkStatus.Duplicate, id), Of(await RunAsync(DuplicatePolicy.Skip, more)));
        Assert.Null((await rig.LoadAsync(id!.Value)).Address);
        Assert.Equal((BulkStatus.Failed, id), Of(await RunAsync(DuplicatePolicy.Fail, more)));
        Assert.Equal((BulkStatus.Merged, id), Of(await RunAsync(DuplicatePolicy.Merge, more)));
        Assert.Equal("Sehore", (await rig.LoadAsync(id!.Value)).Address!.District);
    }

    [Fact]
    public async Task A_deleted_lead_frees_its_reference_so_that_importing_again_makes_a_new_one()
    {
        var draft = await rig.DraftAsync(("kind", "farmer"), ("external_ref", "D-1"));
        var first = (await RunAsync(DuplicatePolicy.Skip, draft))[0].Lead!.Value;
        await rig.Desk.DeleteAsync(first, null, By(Manager), CancellationToken.None);
        var again = (await RunAsync(DuplicatePolicy.Skip, draft))[0];
        Assert.Equal(BulkStatus.Created, again.Status);
        Assert.NotEqual(first, again.Lead);
        var restored = await rig.Desk.RestoreAsync(first, By(Manager), CancellationToken.None);
        Assert.Equal(
            ("lead.duplicate_external_ref", again.Lead!.Value.Value),
            (restored.Faults.Single().Code, restored.Faults.Single().Facts!["existing_id"])
        );
    }

    [Fact]
    public async Task A_row_is_not_told_which_lead_is_in_its_way_where_the_importer_cannot_see_it()
    {
        var stranger = new Domain.Access.Actor("A0-0009", [Domain.Access.Role.Manager], "TM-9");
        await RunAsync(
            DuplicatePolicy.Skip,
            await rig.DraftAsync(("kind", "farmer"), ("phone", "9422222222"))
        );
        var same = await rig.DraftAsync(("kind", "farmer"), ("phone", "9422222222"));
        foreach (
            var policy in new[]
            {
                DuplicatePolicy.Fail,
                DuplicatePolicy.Merge,
                DuplicatePolicy.Skip,
            }
        )
        {
            var outcome = (
                await rig.Get<IBulkLeadIntake>()
                    .CreateManyAsync(
                        [same],
                        new BulkOptions(policy),
                        By(stranger),
                        CancellationToken.None
                    )
            )[0];
            Assert.Null(outcome.Lead);
            Assert.Equal(
                policy == DuplicatePolicy.Skip ? BulkStatus.Duplicate : BulkStatus.Failed,
                outcome.Status
            );
            Assert.All(outcome.Faults, f => Assert.False(f.Facts!.ContainsKey("existing_id")));
        }
    }

    private static (BulkStatus, LeadId?) Of(IReadOnlyList<BulkOutcome> outcomes) =>
        (outcomes[0].Status, outcomes[0].Lead);
}
