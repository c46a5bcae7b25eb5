using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Rules;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Leads;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;
using KoSales.Functions.Tasks;
using KoSales.Tests.Flows;
using Moq;
using NodaTime;
using static System.Threading.CancellationToken;

namespace KoSales.Tests.Rules;

/// <summary>Rules about leads over a real store, with pipelines and tasks beside them.</summary>
public sealed class RuleEngineTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();
    private readonly Dictionary<string, IReadOnlyList<string>> _cohorts = [];

    private int _customFields;

    private RuleEngine Rules => field ??= RulesOver(_rig.Store);

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData("""{"field":"tasks.open","op":"eq","value":1}""")]
    [InlineData("""{"field":"tasks.open_types","op":"contains_any","value":["call"]}""")]
    [InlineData("""{"field":"tasks.next_due_at","op":"within_next","value":"2h"}""")]
    [InlineData("""{"field":"tasks.overdue","op":"eq","value":0}""")]
    [InlineData("""{"field":"tasks.breached","op":"lt","value":1}""")]
    [InlineData("""{"field":"pipeline.visit","op":"eq","value":1}""")]
    [InlineData("""{"field":"pipeline.status","op":"eq","value":"open"}""")]
    [InlineData("""{"field":"pipeline.stage_entered_at","op":"in_period","value":"today"}""")]
    [InlineData("""{"field":"pipeline.blocked","op":"eq","value":false}""")]
    [InlineData("""{"field":"pipeline.stages","op":"contains_all","value":["new"]}""")]
    [InlineData(
        """{"all":[{"field":"address.state_code","op":"eq","value":"23"},"""
            + """{"field":"status","op":"eq","value":"open"},"""
            + """{"field":"cohorts","op":"exists","value":false}]}"""
    )]
    [InlineData("""{"not":{"field":"cohorts","op":"contains_any","value":["COH-1"]}}""")]
    public async Task A_new_lead_is_seen_with_what_is_related_to_it(string json) =>
        Assert.True(await MatchesAsync(json, await _rig.LeadAsync()));

    [Fact]
    public async Task A_lead_to_which_nothing_is_related_has_counts_of_zero_and_no_times()
    {
        var lead = await _rig.LeadAsync();
        var bare = new WriteBatch()
            .Delete(Domain.Tasks.SalesTasks.Collection, Filter.Eq("entity_ref.id", lead.Key))
            .Delete(PipelineCollections.Lead, Filter.Eq("entity_ref.id", lead.Key));
        await _rig.Store.CommitAsync(bare, None);

        Assert.True(
            await MatchesAsync(
                """
                {"all":[{"field":"tasks.open","op":"eq","value":0},{"field":"tasks.overdue","op":"eq","value":0},
                {"field":"tasks.next_due_at","op":"exists","value":false},
                {"field":"pipeline.visit","op":"exists","value":false},{"field":"pipeline.blocked","op":"eq","value":false}]}
                """,
                lead
            )
        );
    }

    [Fact]
    public async Task A_task_becomes_overdue_by_time_alone_and_the_rule_knows_when()
    {
        var lead = await _rig.LeadAsync();
        var due = (await _rig.OpenAsync(lead)).DueAt!.Value;
        var rule = await CompileAsync("""{"field":"tasks.overdue","op":"gte","value":1}""");
        var subject = await SubjectAsync(rule, lead);

        Assert.False(rule.Matches(subject, _rig.Now));
        Assert.Equal(due + Duration.FromMilliseconds(1), rule.NextChange(subject, _rig.Now));
        Assert.True(rule.Matches(subject, due + Duration.FromMilliseconds(1)));
        Assert.Null(rule.NextChange(subject, due + Duration.FromMilliseconds(1)));
    }

    [Fact]
    public async Task Facts_follow_the_work_and_its_events_tell_of_them()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        await _rig.ReconcileAsync(lead);

        Assert.True(
            await MatchesAsync(
                """{"all":[{"field":"pipeline.stages","op":"contains_all","value":["new","contacted"]},"""
                    + """{"field":"pipeline.visit","op":"eq","value":2},"""
                    + """{"field":"tasks.open","op":"eq","value":1}]}""",
                lead
            )
        );
        var told = (await _rig.EventsAsync(lead.Id))
            .Select(Rules.ChangeOf)
            .Where(c => !c.Everything)
            .SelectMany(c => c.Paths)
            .ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "stage",
                "tasks.open",
                "tasks.next_due_at",
                "pipeline.visit",
                "pipeline.stages",
            },
            told
        );
    }

    [Fact]
    public async Task A_held_task_is_not_due_and_its_event_says_so()
    {
        var lead = await _rig.LeadAsync();
        var rule = """{"field":"tasks.next_due_at","op":"exists","value":false}""";
        Assert.False(await MatchesAsync(rule, lead));
        var before = (await _rig.EventsAsync(lead.Id)).Count;

        Assert.False(
            (
                await _rig.Get<TaskDesk>()
                    .HoldAsync(
                        (await _rig.OpenAsync(lead)).Id.Value,
                        new TaskReason { Reason = "monsoon" },
                        _rig.Act,
                        None
                    )
            ).IsRefused
        );

        Assert.True(await MatchesAsync(rule, lead));
        Assert.Contains(
            (await _rig.EventsAsync(lead.Id)).Skip(before),
            e => Rules.ChangeOf(e).Paths.Contains("tasks.next_due_at")
        );
    }

    [Fact]
    public async Task Membership_of_another_cohort_is_a_list_to_ask()
    {
        var (member, other) = (await _rig.LeadAsync(), await _rig.LeadAsync());
        _cohorts[member.Key] = ["COH-1", "COH-7"];
        var rule =
            """{"all":[{"field":"cohorts","op":"contains_any","value":["COH-7"]},{"not":{"field":"cohorts","op":"contains_any","value":["COH-2"]}}]}""";

        Assert.True(await MatchesAsync(rule, member));
        Assert.False(await MatchesAsync(rule, other));
    }

    [Fact]
    public async Task A_rule_on_a_custom_field_breaks_when_the_field_is_removed_and_heals_when_it_is_back()
    {
        var rule = JsonElement.Parse(
            """{"any":[{"field":"score","op":"gt","value":1},{"field":"custom.visits","op":"gt","value":3}]}"""
        );
        await DefineAsync("visits", CustomFieldType.Number);
        Assert.False(
            (await Rules.CompileAsync(EntityKind.Lead, rule, CohortLinks.None, None)).IsRefused
        );

        await RemoveAsync("visits");
        var fault = Assert.Single(
            (await Rules.CompileAsync(EntityKind.Lead, rule, CohortLinks.None, None)).Faults
        );
        Assert.Equal(("/rule/any/1/field", "filter.unknown_field"), (fault.Pointer, fault.Code));

        await DefineAsync("visits", CustomFieldType.Text);
        fault = Assert.Single(
            (await Rules.CompileAsync(EntityKind.Lead, rule, CohortLinks.None, None)).Faults
        );
        Assert.Equal(("/rule/any/1/value", "filter.wrong_value"), (fault.Pointer, fault.Code));

        await RemoveAsync("visits");
        await DefineAsync("visits", CustomFieldType.Number);
        Assert.False(
            (await Rules.CompileAsync(EntityKind.Lead, rule, CohortLinks.None, None)).IsRefused
        );
    }

    [Fact]
    public async Task A_page_costs_one_query_for_each_relation_that_a_rule_names_and_none_otherwise()
    {
        var store = new Mock<IDocumentStore>();
        store
            .Setup(s => s.QueryAsync(It.IsAny<Query>(), None))
            .Returns<Query, CancellationToken>(_rig.Store.QueryAsync);
        var rules = RulesOver(store.Object);
        RawDocument[] page =
        [
            .. await Task.WhenAll(
                Enumerable.Range(0, 3).Select(async _ => await RawAsync(await _rig.LeadAsync()))
            ),
        ];

        await rules.SubjectsAsync(
            EntityKind.Lead,
            RulePlan.Of(await CompileAsync("""{"field":"score","op":"gte","value":1}""", rules)),
            page,
            None
        );
        Assert.Empty(store.Invocations);

        await rules.SubjectsAsync(
            EntityKind.Lead,
            RulePlan.Of(
                await CompileAsync(
                    """{"any":[{"field":"tasks.open","op":"eq","value":1},{"field":"tasks.overdue","op":"eq","value":1}]}""",
                    rules
                )
            ),
            page,
            None
        );
        var query = Assert.IsType<Query>(Assert.Single(store.Invocations).Arguments[0]);
        Assert.Equal("tasks_entity", await _rig.Store.ExplainAsync(query, None));

        await rules.SubjectsAsync(
            EntityKind.Lead,
            RulePlan.Of(
                await CompileAsync("""{"field":"pipeline.visit","op":"eq","value":1}""", rules)
            ),
            page,
            None
        );
        Assert.Equal(
            "lead_pipelines_entity",
            await _rig.Store.ExplainAsync(
                Assert.IsType<Query>(store.Invocations[1].Arguments[0]),
                None
            )
        );
    }

    [Fact]
    public async Task Only_leads_that_are_there_are_loaded()
    {
        var (lead, deleted) = (await _rig.LeadAsync(), await _rig.LeadAsync());
        await _rig.Desk.DeleteAsync(deleted.Id, null, _rig.Act, None);
        var rule = await CompileAsync("""{"field":"status","op":"eq","value":"open"}""");

        var subjects = await Rules.LoadAsync(
            EntityKind.Lead,
            RulePlan.Of(rule),
            [deleted.Key, lead.Key, "K0-999999"],
            None
        );

        Assert.Equal(lead.Key, Assert.Single(subjects).Id);
    }

    [Fact]
    public async Task A_subject_that_was_read_for_other_rules_is_not_taken_for_one_without_values()
    {
        var lead = await _rig.LeadAsync();
        var (asked, other) = (
            await CompileAsync("""{"field":"kind","op":"eq","value":"farmer"}"""),
            await CompileAsync("""{"field":"tasks.open","op":"eq","value":1}""")
        );

        var subject = await SubjectAsync(asked, lead);

        Assert.Throws<InvalidOperationException>(() => other.Matches(subject, _rig.Now));
    }

    private RuleEngine RulesOver(IDocumentStore store)
    {
        var memberships = new Mock<IMemberships>();
        memberships.SetupGet(m => m.EventTypes).Returns([]);
        memberships
            .Setup(m => m.OfAsync(EntityKind.Lead, It.IsAny<IReadOnlyCollection<string>>(), None))
            .ReturnsAsync(_cohorts);
        return new RuleEngine(
            store,
            [new EntityRules<Lead>(LeadLists.Entity, _rig.Get<CustomFieldCache>())],
            [
                new TaskRuleRelation(store, EntityKind.Lead),
                new PipelineRuleRelation(store, EntityKind.Lead, PipelineKind.Lead),
                new MembershipRuleRelation(memberships.Object, EntityKind.Lead),
            ]
        );
    }

    private async Task<CompiledRule> CompileAsync(string json, RuleEngine? rules = null)
    {
        var links = new CohortLinks(null, _ => []);
        return (
            await (rules ?? Rules).CompileAsync(
                EntityKind.Lead,
                JsonElement.Parse(json),
                links,
                None
            )
        ).Value;
    }

    private async Task<bool> MatchesAsync(string json, Lead lead)
    {
        var rule = await CompileAsync(json);
        return rule.Matches(await SubjectAsync(rule, lead), _rig.Now);
    }

    private async Task<RuleSubject> SubjectAsync(CompiledRule rule, Lead lead) =>
        Assert.Single(
            await Rules.SubjectsAsync(
                EntityKind.Lead,
                RulePlan.Of(rule),
                [await RawAsync(lead)],
                None
            )
        );

    private async Task<RawDocument> RawAsync(Lead lead) =>
        (await _rig.Store.GetAsync(LeadStore.Collection, lead.Key, None))!.Value;

    private async Task DefineAsync(string key, CustomFieldType type)
    {
        var field = new CustomField
        {
            Id = new CustomFieldId($"CF-{++_customFields}"),
            Entity = EntityKind.Lead,
            FieldKey = key,
            Name = key,
            Type = type,
        };
        Assert.True(
            (
                await _rig.Store.CommitAsync(
                    new WriteBatch().Insert(CustomField.Collection, field),
                    None
                )
            ).IsCommitted
        );
        _rig.Get<CustomFieldCache>().Evict();
    }

    private async Task RemoveAsync(string key)
    {
        var field = (
            await _rig.Store.FirstAsync(
                CustomField.Collection,
                Filter.AllOf(Filter.Eq("key", key), Filter.Missing("deleted_at")),
                None
            )
        )!;
        await _rig.Store.CommitAsync(
            new WriteBatch().Replace(CustomField.Collection, field.Delete(_rig.Act)),
            None
        );
        _rig.Get<CustomFieldCache>().Evict();
    }
}
