using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Tasks;
using KoSales.Domain.Timeline;
using KoSales.Domain.Work;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Tests.Outbox;
using NodaTime;

namespace KoSales.Tests.Flows.Stages;

public sealed class StageReconcilerTests : IAsyncLifetime
{
    private readonly FlowRig _rig = new();

    public Task InitializeAsync() => _rig.InitializeAsync();

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task A_new_lead_has_its_first_task_in_the_same_transaction_with_its_clock_running()
    {
        var task = await _rig.OpenAsync(await _rig.LeadAsync());
        Assert.Equal(
            ("call", TaskPriority.High, 1),
            (task.StepKey, task.Priority, task.WorkflowVersion)
        );
        Assert.Equal(FlowRig.Start + Duration.FromMinutes(60), task.Sla!.DueAt);
        Assert.Equal(FlowRig.Start + Duration.FromMinutes(45), task.Sla.WarnAt);
        Assert.Equal($"{task.PipelineId}.1.call", task.CreationKey);
    }

    [Fact]
    public async Task An_outcome_moves_the_lead_and_opens_the_next_stage_once_however_often_it_is_reconciled()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        Assert.True((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.True((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.False((await _rig.ReconcileAsync(lead, 2)).IsOver);
        Assert.Equal(
            ("contacted", 2),
            ((await _rig.PipelineAsync(lead)).Stage, (await _rig.PipelineAsync(lead)).Visit)
        );
        Assert.Equal("contacted", (await _rig.LoadAsync(lead.Id)).Stage);
        Assert.Equal(["call", "qualify"], (await _rig.TasksAsync(lead)).Select(t => t.StepKey));
    }

    [Fact]
    public async Task Reconciling_from_many_sides_at_once_makes_each_task_once()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => _rig.ReconcileAsync(lead, 1)))
        );
        Assert.Equal(2, (await _rig.PipelineAsync(lead)).Visit);
        Assert.Equal(2, (await _rig.TasksAsync(lead)).Count);
    }

    [Fact]
    public async Task No_answer_is_tried_three_times_more_in_business_time_and_then_the_lead_is_nurtured()
    {
        var lead = await _rig.LeadAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await _rig.CompleteAsync(lead, "no_answer");
            var waiting = await _rig.ReconcileAsync(lead, 1);
            Assert.DoesNotContain(await _rig.TasksAsync(lead), t => t.IsOpen);
            _rig.Now = Instant.FromDateTimeUtc(waiting.NextCheckAt!.Value);
            await _rig.ReconcileAsync(lead, 1);
            await _rig.ReconcileAsync(lead, 1);
            Assert.Equal(attempt + 1, (await _rig.OpenAsync(lead)).Attempt);
        }

        await _rig.CompleteAsync(lead, "no_answer");
        Assert.True((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.Equal("nurture", (await _rig.LoadAsync(lead.Id)).Stage);
        Assert.Equal(4, (await _rig.TasksAsync(lead)).Count);
    }

    [Fact]
    public async Task Who_is_not_interested_is_lost_with_the_outcome_as_reason()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "not_interested");
        Assert.True((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.Equal(LeadStatus.Lost, (await _rig.LoadAsync(lead.Id)).Status);
        Assert.Equal(PipelineStatus.Lost, (await _rig.PipelineAsync(lead)).Status);
    }

    [Fact]
    public async Task A_refused_advance_is_shown_with_a_task_for_it_and_goes_through_once_the_condition_is_met()
    {
        await _rig.PublishAsync("contacted", s => s with { RequiredFields = ["land_acres"] });
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        Assert.False((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.False((await _rig.ReconcileAsync(lead, 1)).IsOver);
        var blocked = (await _rig.PipelineAsync(lead)).Blocked!;
        Assert.Equal(
            ("contacted", "required_field", "/land_acres"),
            (blocked.To, Assert.Single(blocked.Unmet).Code, blocked.Unmet[0].Pointer)
        );
        var entry = Assert.Single(await EntriesAsync(lead, "pipeline.blocked"));
        Assert.Equal(
            ("required_field", "/land_acres", "contacted"),
            (Assert.Single(entry.Changes).Field, entry.Changes[0].New, entry.Refs!["to"])
        );
        var blocker = await _rig.OpenAsync(lead);
        Assert.Equal((blocked.TaskId, "_blocker"), (blocker.Id.Value, blocker.StepKey));
        await FillAsync(lead);
        Assert.True((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.Equal(
            ("contacted", true),
            (
                (await _rig.PipelineAsync(lead)).Stage,
                (await _rig.PipelineAsync(lead)).Blocked is null
            )
        );
        Assert.Equal(
            ["cancelled", "done", "pending"],
            (await _rig.TasksAsync(lead)).Select(t => TaskNames.Of(t.Status)).Order()
        );
    }

    [Fact]
    public async Task A_block_is_lifted_when_the_task_that_wanted_to_advance_is_reopened()
    {
        await _rig.PublishAsync("contacted", s => s with { RequiredFields = ["land_acres"] });
        var lead = await _rig.LeadAsync();
        var call = await _rig.OpenAsync(lead);
        await _rig.CompleteAsync(lead, "connected");
        await _rig.ReconcileAsync(lead, 1);
        Assert.False(
            (
                await _rig.Get<TaskDesk>()
                    .ReopenAsync(call.Id.Value, new TaskReason(), _rig.Act, CancellationToken.None)
            ).IsRefused
        );
        await _rig.ReconcileAsync(lead, 1);
        Assert.Null((await _rig.PipelineAsync(lead)).Blocked);
        Assert.Equal(call.Id, (await _rig.OpenAsync(lead)).Id);
        var timeline = await _rig.TimelineAsync(lead.Id);
        var blocked = Assert.Single(timeline, e => e.Summary == "pipeline.blocked");
        var lifted = Assert.Single(timeline, e => e.Summary == "pipeline.unblocked");
        Assert.Equal(TimelineKind.Stage, lifted.Kind);
        Assert.Equal(blocked.Refs!.OrderBy(r => r.Key), lifted.Refs!.OrderBy(r => r.Key));
        Assert.Equal(
            (lead.PipelineId, "contacted"),
            (lifted.Refs!["pipeline_id"], lifted.Refs["to"])
        );
    }

    [Fact]
    public async Task A_breach_escalates_level_by_level_until_it_is_acknowledged()
    {
        var lead = await _rig.LeadAsync();
        var call = await BreachedAsync(lead);
        _rig.Now = call.Sla!.DueAt!.Value;
        var first = await _rig.ReconcileAsync(lead, 1);
        Assert.Equal(1, (await _rig.OpenAsync(lead)).Escalation!.Level);
        _rig.Now = Instant.FromDateTimeUtc(first.NextCheckAt!.Value);
        await _rig.ReconcileAsync(lead, 1);
        await _rig.ReconcileAsync(lead, 1);
        var raised = await _rig.OpenAsync(lead);
        Assert.Equal((2, TaskPriority.Urgent), (raised.Escalation!.Level, raised.Priority));
        Assert.False(
            (
                await _rig.Get<TaskDesk>()
                    .AcknowledgeAsync(raised.Id.Value, _rig.Act, CancellationToken.None)
            ).IsRefused
        );
        _rig.Now += Duration.FromDays(3);
        Assert.Null((await _rig.ReconcileAsync(lead, 1)).NextCheckAt);
        Assert.Equal(2, (await _rig.OpenAsync(lead)).Escalation!.Level);
    }

    [Fact]
    public async Task A_visit_runs_on_the_plan_that_it_began_on_whatever_is_published_since()
    {
        var lead = await _rig.LeadAsync();
        await _rig.PublishPlanAsync(
            "new",
            new TaskPlan { Steps = [new TaskStep { Key = "letter", Title = "Write a letter" }] }
        );
        await _rig.ReconcileAsync(lead, 1);
        Assert.Equal("call", (await _rig.OpenAsync(lead)).StepKey);
        Assert.Equal("letter", (await _rig.OpenAsync(await _rig.LeadAsync())).StepKey);
    }

    [Fact]
    public async Task A_chain_of_automatic_moves_stops_where_it_is_too_long_and_says_so()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        var pipeline = await _rig.PipelineAsync(lead);
        var deep = pipeline with
        {
            AutoDepth = Transition.LongestChain,
            Version = pipeline.Version + 1,
        };
        await _rig.Store.CommitAsync(
            new WriteBatch().Replace(PipelineCollections.Lead, deep),
            CancellationToken.None
        );
        Assert.False((await _rig.ReconcileAsync(lead, 1)).IsOver);
        Assert.Equal(
            "flow_loop",
            Assert.Single((await _rig.PipelineAsync(lead)).Blocked!.Unmet).Code
        );
        Assert.Equal(
            "flow_loop",
            Assert
                .Single(Assert.Single(await EntriesAsync(lead, "pipeline.loop_stopped")).Changes)
                .Field
        );
    }

    [Fact]
    public async Task The_owner_of_a_loop_is_told_of_it_once()
    {
        await _rig.Store.EnsureAsync(
            [Domain.Notifications.Notifications.Collection],
            CancellationToken.None
        );
        var agent = Agents.SomeAgent.Hired(a => a with { Id = AgentId.Of("A0-0007") });
        await _rig.Store.CommitAsync(
            new WriteBatch().Insert(Domain.Agents.Agent.Collection, agent),
            CancellationToken.None
        );
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        var pipeline = await _rig.PipelineAsync(lead);
        var deep = pipeline with
        {
            AutoDepth = Transition.LongestChain,
            OwnerId = agent.Key,
            Version = pipeline.Version + 1,
        };
        await _rig.Store.CommitAsync(
            new WriteBatch().Replace(PipelineCollections.Lead, deep),
            CancellationToken.None
        );
        await _rig.ReconcileAsync(lead, 1);
        var notices = new Functions.Notifications.BlockNotices(
            _rig.Store,
            new Functions.Notifications.Staff(_rig.Store),
            new Functions.Notifications.Inbox(
                _rig.Store,
                null!,
                _rig.Get<Functions.Writing.Commits>()
            )
        );
        var blocked = await _rig.Store.EventsAsync("pipeline.blocked");
        for (var i = 0; i < 2; i++)
            await notices.HandleAsync(blocked[^1], CancellationToken.None);
        var inbox = await _rig
            .Store.StreamAsync(
                Domain.Notifications.Notifications.Collection,
                Filter.Everything,
                CancellationToken.None
            )
            .ToListAsync();
        var only = Assert.Single(inbox);
        Assert.Equal(
            (agent.Key, Domain.Notifications.NotificationKind.FlowLoop, "contacted"),
            (only.AgentId, only.Kind, only.Stage)
        );
    }

    [Fact]
    public async Task A_persons_completion_begins_a_new_chain()
    {
        var lead = await _rig.LeadAsync();
        await _rig.CompleteAsync(lead, "connected");
        await _rig.ReconcileAsync(lead, 1);
        Assert.Equal(1, (await _rig.PipelineAsync(lead)).AutoDepth);
        await _rig.CompleteAsync(lead, "qualified");
        await _rig.ReconcileAsync(lead, 2);
        Assert.Equal(
            ("qualified", 1),
            ((await _rig.PipelineAsync(lead)).Stage, (await _rig.PipelineAsync(lead)).AutoDepth)
        );
    }

    [Fact]
    public async Task A_simulated_move_names_the_tasks_and_writes_nothing()
    {
        var lead = await _rig.LeadAsync();
        var plan = (
            await _rig.Get<PipelineMover>()
                .SimulateAsync(
                    lead.PipelineId!,
                    new MoveRequest("contacted", null, null),
                    _rig.Act,
                    CancellationToken.None
                )
        )
            .Value
            .Opening;
        Assert.Equal(
            ("qualify", "call"),
            (Assert.Single(plan.TasksToCreate).StepKey, Assert.Single(plan.TasksToCancel).StepKey)
        );
        Assert.Single(await _rig.TasksAsync(lead));
    }

    private async Task<IReadOnlyList<TimelineEntry>> EntriesAsync(Lead lead, string summary)
    {
        var wanted = Filter.AllOf(Filter.Eq("entity.id", lead.Key), Filter.Eq("summary", summary));
        return await _rig
            .Store.StreamAsync(Activities.Collection, wanted, CancellationToken.None)
            .ToListAsync();
    }

    private async Task FillAsync(Lead lead)
    {
        var stored = await _rig.LoadAsync(lead.Id);
        var filled = stored with { LandAcres = 4, Version = stored.Version + 1 };
        Assert.True(
            (
                await _rig.Store.CommitAsync(
                    new WriteBatch().Replace(LeadStore.Collection, filled),
                    CancellationToken.None
                )
            ).IsCommitted
        );
    }

    private async Task<SalesTask> BreachedAsync(Lead lead)
    {
        var call = await _rig.OpenAsync(lead);
        var breached = call with
        {
            Version = call.Version + 1,
            Sla = call.Sla! with { BreachedAt = call.Sla.DueAt },
        };
        Assert.True(
            (
                await _rig.Store.CommitAsync(
                    new WriteBatch().Replace(SalesTasks.Collection, breached),
                    CancellationToken.None
                )
            ).IsCommitted
        );
        return breached;
    }
}
