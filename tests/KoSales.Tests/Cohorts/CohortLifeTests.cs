using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Tasks;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Invariants;

namespace KoSales.Tests.Cohorts;

public sealed class CohortLifeTests : IAsyncLifetime
{
    private const string Dealers = """{"field": "kind", "op": "eq", "value": "dealer"}""";

    private readonly CohortRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Actions_of_joining_and_leaving_are_done_once_however_often_their_events_come()
    {
        var cohort = await _rig.CohortAsync(
            Dealers,
            body =>
                body with
                {
                    OnEnter =
                    [
                        new CohortActionBody
                        {
                            Type = CohortActionType.AddTag,
                            Tag = "Key Account",
                        },
                        new CohortActionBody
                        {
                            Type = CohortActionType.CreateTask,
                            Title = "Visit",
                            TaskType = TaskType.Visit,
                        },
                        new CohortActionBody
                        {
                            Type = CohortActionType.MoveStage,
                            Stage = "contacted",
                        },
                        new CohortActionBody
                        {
                            Type = CohortActionType.Signal,
                            Name = "dealer_found",
                        },
                    ],
                    OnExit =
                    [
                        new CohortActionBody
                        {
                            Type = CohortActionType.Webhook,
                            Name = "dealer_lost",
                        },
                    ],
                }
        );
        var lead = await _rig.LeadAsync(input => input.With("kind", BuyerKind.Dealer));
        await _rig.DeliverAsync(times: 3);
        var stored = await _rig.LoadAsync(lead.Id);
        Assert.Equal((true, "contacted"), (stored.Tags.Contains("key-account"), stored.Stage));
        Assert.Single(await VisitsAsync(lead));
        Assert.Single(await EventsAsync(CohortEvents.Signal));
        await EditAsync(lead, """{"kind": "farmer"}""");
        await _rig.DeliverAsync(times: 3);
        Assert.Single(await EventsAsync(CohortEvents.Webhook));
        Assert.Equal(5, (await _rig.AllAsync(CohortEffect.Collection)).Count);
        await EditAsync(lead, """{"kind": "dealer"}""");
        await _rig.DeliverAsync();
        Assert.Equal(2, (await VisitsAsync(lead)).Count);
        Assert.Empty(
            await _rig.MembersAsync(
                await _rig.CohortAsync(
                    """{"field": "tags", "op": "contains_any", "value": ["nothing"]}"""
                )
            )
        );
        Assert.Equal([lead.Key], await _rig.MembersAsync(cohort));
    }

    [Fact]
    public async Task A_refused_action_is_noted_and_keeps_nothing_else_from_being_done()
    {
        await _rig.CohortAsync(
            Dealers,
            body =>
                body with
                {
                    OnEnter =
                    [
                        new CohortActionBody
                        {
                            Type = CohortActionType.MoveStage,
                            Stage = "nowhere",
                        },
                        new CohortActionBody { Type = CohortActionType.AddTag, Tag = "seen" },
                    ],
                }
        );
        var lead = await _rig.LeadAsync(input => input.With("kind", BuyerKind.Dealer));
        await _rig.DeliverAsync();
        Assert.Contains("seen", (await _rig.LoadAsync(lead.Id)).Tags);
        Assert.Equal(
            "pipeline.unknown_stage",
            (await _rig.AllAsync(CohortEffect.Collection))
                .Single(e => e.Type == CohortActionType.MoveStage)
                .Refused
        );
    }

    [Fact]
    public async Task Cohorts_that_move_leads_in_a_circle_stop()
    {
        await _rig.CohortAsync(
            """{"field": "stage", "op": "eq", "value": "contacted"}""",
            body =>
                body with
                {
                    OnEnter =
                    [
                        new CohortActionBody
                        {
                            Type = CohortActionType.MoveStage,
                            Stage = "nurture",
                        },
                    ],
                }
        );
        await _rig.CohortAsync(
            """{"field": "stage", "op": "eq", "value": "nurture"}""",
            body =>
                body with
                {
                    OnEnter =
                    [
                        new CohortActionBody
                        {
                            Type = CohortActionType.MoveStage,
                            Stage = "contacted",
                        },
                    ],
                }
        );
        var lead = await _rig.LeadAsync();
        await _rig.Get<Functions.Pipelines.Moves.PipelineMover>()
            .MoveAsync(
                lead.PipelineId!,
                new MoveRequest("contacted", "spoke", null),
                _rig.Now,
                CancellationToken.None
            );
        await _rig.DeliverAsync();
        Assert.Contains((await _rig.AllAsync(CohortEffect.Collection)), e => e.Refused is not null);
    }

    [Fact]
    public async Task A_rule_whose_field_is_removed_freezes_its_cohort_and_thaws_it_when_the_field_comes_back()
    {
        var field = await FieldAsync();
        var lead = await _rig.LeadAsync();
        await EditAsync(lead, """{"custom": {"country": "NP"}}""");
        var cohort = await _rig.CohortAsync(
            """{"field": "custom.country", "op": "eq", "value": "NP"}"""
        );
        Assert.Equal([lead.Key], await _rig.MembersAsync(cohort));
        await _rig.Get<CustomFieldDesk>().DeleteAsync(field, _rig.Now, CancellationToken.None);
        await EditAsync(lead, """{"kind": "dealer"}""");
        await _rig.DeliverAsync();
        await _rig.Get<CohortKeeper>().LookAsync(CancellationToken.None);
        var frozen = await _rig.LoadAsync(cohort);
        Assert.Equal(
            (CohortStatus.Frozen, "/rule/field"),
            (frozen.Status, Assert.Single(frozen.RuleFaults).Pointer)
        );
        Assert.Equal([lead.Key], await _rig.MembersAsync(cohort));
        Assert.Equal(
            "cohort.frozen",
            (await _rig.Cohorts.ResumeAsync(cohort.Key, _rig.Now, CancellationToken.None))
                .Faults[0]
                .Code
        );
        await FieldAsync();
        await _rig.Get<CohortKeeper>().LookAsync(CancellationToken.None);
        var thawed = await _rig.LoadAsync(cohort);
        Assert.Equal((CohortStatus.Active, 0), (thawed.Status, thawed.RuleFaults.Count));
        var figures = await _rig.Cohorts.FiguresAsync(cohort.Key, CancellationToken.None);
        await _rig.EvaluateAsync(
            (await _rig.AllAsync(Domain.Jobs.Job.Collection)).Single(j =>
                j.Id.Value == figures.EvaluationJobId
            )
        );
        Assert.Equal(await _rig.AfreshAsync(cohort), await _rig.MembersAsync(cohort));
    }

    [Fact]
    public async Task Edits_deliveries_and_evaluations_at_once_end_right()
    {
        List<Cohort> cohorts =
        [
            await _rig.CohortAsync(Dealers),
            await _rig.CohortAsync(
                """{"field": "updated_at", "op": "within_last", "value": "3d"}"""
            ),
        ];
        cohorts.Add(
            await _rig.CohortAsync(
                $$"""{"not": {"field": "cohorts", "op": "contains_any", "value": ["{{cohorts[0].Key}}"]} }"""
            )
        );
        List<Lead> leads = [];
        for (var i = 0; i < 20; i++)
            leads.Add(await _rig.LeadAsync());
        string[] kinds = ["dealer", "farmer", "retailer"];
        var edits = Enumerable
            .Range(0, 4)
            .Select(worker =>
                Task.Run(async () =>
                {
                    var random = new Random(worker);
                    for (var i = 0; i < 40; i++)
                        await EditAsync(
                            leads[random.Next(leads.Count)],
                            $$"""{"kind": "{{kinds[random.Next(3)]}}"}"""
                        );
                })
            )
            .ToArray();
        var deliveries = Enumerable
            .Range(0, 2)
            .Select(_ =>
                Task.Run(async () =>
                {
                    while (!Array.TrueForAll(edits, e => e.IsCompleted))
                        await _rig.DeliverAsync();
                })
            );
        var evaluations = Task.Run(async () =>
        {
            while (!Array.TrueForAll(edits, e => e.IsCompleted))
                foreach (var cohort in cohorts)
                    await _rig.ReconcileAsync(cohort);
        });
        await Task.WhenAll([.. edits, .. deliveries, evaluations]);
        await _rig.DeliverAsync();
        foreach (var cohort in cohorts)
            Assert.Equal(await _rig.AfreshAsync(cohort), await _rig.MembersAsync(cohort));
        Assert.Empty(await ViolationsAsync());
    }

    [Fact]
    public async Task A_wrong_size_and_a_wrong_member_are_found()
    {
        var lead = await _rig.LeadAsync();
        var cohort = await _rig.CohortAsync(Dealers);
        var row = new CohortMember
        {
            Id = CohortMember.IdOf(cohort.Key, lead.Key),
            CohortId = cohort.Key,
            EntityId = lead.Key,
            JoinedAt = _rig.Clock.Now,
            PeriodId = "s",
        };
        await _rig.Store.CommitAsync(
            new WriteBatch().Insert(CohortMember.Collection, row),
            CancellationToken.None
        );
        Assert.Equal(
            [("cohorts", cohort.Key), ("cohorts", cohort.Key)],
            (await ViolationsAsync()).Select(v => (v.Check, v.Subject))
        );
        await _rig.Store.CommitAsync(
            new WriteBatch().Patch(
                CohortFigures.Collection,
                Filter.Eq("id", cohort.Key),
                new Patch(_rig.Clock.Now, "x")
                {
                    Increment = new Dictionary<string, decimal> { ["size"] = 1 },
                }
            ),
            CancellationToken.None
        );
        Assert.Equal(1, await _rig.ReconcileAsync(cohort));
        Assert.Empty(await _rig.MembersAsync(cohort));
    }

    private async Task<List<Violation>> ViolationsAsync() =>
        await _rig.GetAll<IInvariant>()
            .OfType<CohortInvariants>()
            .Single()
            .CheckAsync(CancellationToken.None)
            .ToListAsync();

    private async Task<IReadOnlyList<SalesTask>> VisitsAsync(Lead lead) =>
        [
            .. (await _rig.AllAsync(SalesTasks.Collection)).Where(t =>
                t.EntityRef.Id == lead.Key && t.Type == TaskType.Visit
            ),
        ];

    private async Task<IReadOnlyList<OutboxEvent>> EventsAsync(string type) =>
        [
            .. (await _rig.AllAsync(OutboxEvents.Collection))
                .SelectMany(row => row.Unpacked())
                .Where(e => e.Type == type),
        ];

    private async Task EditAsync(Lead lead, string patch)
    {
        var edited = await _rig.Desk.EditAsync(
            lead.Id,
            Leads.LeadSamples.Patch(patch),
            _rig.Now,
            CancellationToken.None
        );
        Assert.False(edited.IsRefused);
    }

    private async Task<string> FieldAsync()
    {
        var body = new CreateCustomField
        {
            Entity = EntityKind.Lead,
            Key = "country",
            Name = "Country",
            Type = Domain.CustomFields.CustomFieldType.Text,
        };
        return (
            await _rig.Get<CustomFieldDesk>().CreateAsync(body, _rig.Now, CancellationToken.None)
        )
            .Value
            .Key;
    }
}
