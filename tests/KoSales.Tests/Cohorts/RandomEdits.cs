using KoSales.Domain.Agents;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Tasks;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using KoSales.Tests.Leads;
using NodaTime;

namespace KoSales.Tests.Cohorts;

/// <summary>What people, time and the outbox do to leads and cohorts, at random; what is refused was no
/// edit.</summary>
internal sealed class RandomEdits(CohortRig rig, IReadOnlyList<Cohort> cohorts, Random random)
{
    private static readonly string[] Kinds = ["farmer", "dealer", "retailer"];
    private static readonly string[] States = ["23", "27", "24"];
    private static readonly string[] Tags = ["hot", "cold", "vip"];
    private static readonly string[] Stages =
    [
        "contacted",
        "qualified",
        "nurture",
        "lost",
        "converted",
    ];

    private readonly List<LeadId> _leads = [];
    private readonly RelatedEdits _related = new(rig, random);

    /// <summary>For the message of a failed test.</summary>
    public List<string> Story { get; } = [];

    private Instant Now => rig.Clock.Now;

    public async Task DoAsync()
    {
        var lead = _leads.Count == 0 ? default : Any(_leads);
        var what = lead == default ? 0 : random.Next(30);
        Story.Add($"{what} {lead.Value} at {Now}");
        await (
            what switch
            {
                <= 3 => CreateAsync(),
                <= 8 => EditAsync(lead),
                9 => AssignAsync(lead),
                10 => rig.Desk.LoseAsync(lead, "no money", rig.Now, default),
                11 => rig.Desk.ReopenAsync(lead, "called back", rig.Now, default),
                12 => rig.Desk.DeleteAsync(lead, null, rig.Now, default),
                13 => rig.Desk.RestoreAsync(lead, rig.Now, default),
                <= 15 => MoveAsync(lead),
                <= 17 => TaskAsync(lead),
                18 => PinAsync(lead),
                19 => StateAsync(),
                20 => rig.DeliverAsync(random.Next(1, 3)),
                21 => rig.TurnAsync(),
                <= 25 => _related.DealAsync(lead),
                <= 27 => _related.CallAsync(lead),
                _ => Pass(),
            }
        );
    }

    /// <summary>Mostly deals and calls, of few leads.</summary>
    public async Task DoRelatedAsync()
    {
        if (_leads.Count < 4)
            await CreateAsync();
        var (lead, what) = (Any(_leads), random.Next(20));
        Story.Add($"related {what} {lead.Value} at {Now}");
        await (
            what switch
            {
                <= 9 => _related.DealAsync(lead),
                <= 14 => _related.CallAsync(lead),
                15 => rig.DeliverAsync(random.Next(1, 3)),
                16 => rig.TurnAsync(),
                17 => rig.Desk.DeleteAsync(lead, null, rig.Now, default),
                18 => rig.Desk.RestoreAsync(lead, rig.Now, default),
                _ => Pass(),
            }
        );
    }

    private async Task CreateAsync() =>
        _leads.Add(
            (
                await rig.LeadAsync(input =>
                    input
                        .With("kind", KindOf(Any(Kinds)))
                        .With("address.state_code", Any(States))
                        .With("address.pincode", null)
                        .With("tags", random.Next(2) == 0 ? [] : new[] { Any(Tags) })
                        .With("next_action_at", random.Next(2) == 0 ? null : Soon())
                )
            ).Id
        );

    private static BuyerKind KindOf(string name) =>
        WireNames<BuyerKind>.TryRead(name, out var kind) ? kind : default;

    private Task EditAsync(LeadId lead)
    {
        var change = random.Next(4) switch
        {
            0 => $$"""{"kind": "{{Any(Kinds)}}"}""",
            1 => $$"""{"tags": ["{{Any(Tags)}}"]}""",
            2 => $$"""{"address": {"state_code": "{{Any(States)}}"} }""",
            _ => $$"""{"next_action_at": "{{InstantConverter.Write(Soon())}}"}""",
        };
        return rig.Desk.EditAsync(lead, LeadSamples.Patch(change), rig.Now, default);
    }

    private async Task AssignAsync(LeadId lead)
    {
        var (agent, now) = (EntityIds.At<AgentId>(random.Next(50, 52)), Now);
        var known = new Agent
        {
            Id = agent,
            Name = "Some",
            Email = $"{agent.Value}@example.in",
            Roles = [Domain.Access.Role.Agent],
            TeamId = TeamId.Of("TM-1"),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await rig.Store.CommitAsync(
            new WriteBatch().InsertIfAbsent(Agent.Collection, known),
            default
        );
        await rig.Get<EntityAssigning<Lead>>()
            .AssignAsync(lead.Value, new AssignEntity { AgentId = agent.Value }, rig.Now, default);
    }

    private async Task MoveAsync(LeadId id)
    {
        var lead = await rig.LoadAsync(id);
        await rig.Get<PipelineMover>()
            .MoveAsync(
                lead.PipelineId!,
                new MoveRequest(Any(Stages), "told so", null, Forced: random.Next(2) == 0),
                rig.Now,
                default
            );
    }

    private async Task TaskAsync(LeadId lead)
    {
        var open = (await rig.AllAsync(SalesTasks.Collection))
            .Where(t => t.EntityRef.Id == lead.Value && t.IsOpen)
            .ToList();
        if (open.Count > 0 && random.Next(3) > 0)
            await rig.Get<TaskDesk>()
                .CompleteAsync(
                    open[0].Key,
                    new CompleteTask { Outcome = open[0].CreationKey is null ? null : "connected" },
                    rig.Now,
                    default
                );
        else
            await rig.Get<TaskIntake>()
                .CreateAsync(
                    new CreateTask
                    {
                        Title = "Call",
                        Type = TaskType.Call,
                        EntityRef = new TaskEntity { Type = EntityKind.Lead, Id = lead.Value },
                        DueAt = Soon(),
                    },
                    rig.Now,
                    default
                );
    }

    private async Task PinAsync(LeadId lead)
    {
        var cohort = Any([.. cohorts.Where(c => c.Mode != CohortMode.Dynamic)]);
        var body = new PinCohortMembers
        {
            Ids = [lead.Value],
            Kind = Any([PinKind.Include, PinKind.Exclude]),
            ExpiresAt = random.Next(2) == 0 ? null : Soon(),
        };
        var saved =
            random.Next(3) == 0
                ? await rig.Cohorts.UnpinAsync(
                    cohort.Key,
                    new UnpinCohortMembers { Ids = [lead.Value] },
                    rig.Now,
                    default
                )
                : await rig.Cohorts.PinAsync(cohort.Key, body, rig.Now, default);
        if (!saved.IsRefused)
            await rig.Get<MembershipWriter>()
                .SettleAsync(
                    EntityKind.Lead,
                    [lead.Value],
                    index => index.Of([cohort.Key]),
                    "test",
                    default
                );
    }

    private async Task StateAsync()
    {
        var cohort = Any(cohorts);
        var saved =
            random.Next(2) == 0
                ? await rig.Cohorts.PauseAsync(cohort.Key, rig.Now, default)
                : await rig.Cohorts.ResumeAsync(cohort.Key, rig.Now, default);
        if (!saved.IsRefused && saved.Value.Job is { } job)
            await rig.EvaluateAsync(job);
    }

    private Task Pass()
    {
        rig.Clock.Advance(
            TimeSpan.FromMinutes(
                random.Next(3) switch
                {
                    0 => random.Next(60),
                    1 => random.Next(60 * 24),
                    _ => random.Next(60 * 24 * 4),
                }
            )
        );
        return Task.CompletedTask;
    }

    private Instant Soon() => Now + Duration.FromMinutes(random.Next(1, 60 * 24 * 5));

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];
}
