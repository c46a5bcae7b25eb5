using System.Text.Json;
using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Timeline;
using KoSales.Functions.Pipelines;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines.Moves;

public sealed class PipelineMoverTests(PipelineRig rig) : IClassFixture<PipelineRig>
{
    [Fact]
    public async Task A_new_lead_is_at_the_first_stage_of_its_own_pipeline()
    {
        var lead = await rig.LeadAsync();
        var pipeline = await rig.PipelineAsync(lead);
        Assert.StartsWith("LP-", lead.PipelineId, StringComparison.Ordinal);
        Assert.Equal(
            ("new", lead.Id.Ref, PipelineStatus.Open),
            (pipeline.Stage, pipeline.EntityRef, pipeline.Status)
        );
        var started = (await rig.EventsAsync(lead.Id)).Single(e =>
            e.Type == PipelineEvents.Started
        );
        Assert.Equal(
            pipeline.FlowInstanceId,
            PipelineEvents.ReadStarted(started.Data!.Value).FlowInstanceId
        );
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task A_transition_moves_ledger_lead_timeline_and_event_together()
    {
        var lead = await rig.LeadAsync();
        Assert.False((await rig.MoveAsync(lead, "contacted", expected: "new")).IsRefused);
        Assert.Equal("contacted", (await rig.LoadAsync(lead.Id)).Stage);
        Assert.Contains(
            await rig.TimelineAsync(lead.Id),
            t =>
                t.Kind == TimelineKind.Stage
                && t.Changes[0] == new FieldChange("stage", "new", "contacted")
        );
        var changed = PipelineEvents.ReadStageChanged(
            (await rig.EventsAsync(lead.Id))
                .Single(e => e.Type == PipelineEvents.StageChanged)
                .Data!.Value
        );
        Assert.Equal(
            ("new", "contacted", $"{lead.PipelineId}.1", $"{lead.PipelineId}.2"),
            (changed.From, changed.To, changed.LeftFlowInstanceId, changed.FlowInstanceId)
        );
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task Of_fifty_transitions_at_once_one_wins_and_the_others_hear_where_it_is_now()
    {
        var lead = await rig.LeadAsync();
        var verdicts = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    Task.Run(() =>
                        rig.MoveAsync(lead, i % 2 == 0 ? "contacted" : "nurture", expected: "new")
                    )
                )
        );
        var won = Assert.Single(verdicts, v => !v.IsRefused).Value.Move.Pipeline.Stage;
        Assert.All(
            verdicts.Where(v => v.IsRefused),
            v =>
                Assert.Equal(
                    ("pipeline.stage_moved", won),
                    (v.Faults[0].Code, v.Faults[0].Facts!["current_stage"].ToString())
                )
        );
        Assert.Equal(2, (await rig.PipelineAsync(lead)).History.Count);
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task A_move_survives_an_edit_of_the_lead_at_the_same_time()
    {
        var lead = await rig.LeadAsync();
        var moves = Task.Run(() => rig.MoveAsync(lead, "contacted"));
        var assignments = Enumerable
            .Range(0, 5)
            .Select(_ =>
                Task.Run(() =>
                    rig.Desk.ReopenAsync(lead.Id, "x", By(Manager), CancellationToken.None)
                )
            );
        await Task.WhenAll([moves, .. assignments]);
        Assert.False((await moves).IsRefused);
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task A_simulation_writes_nothing_and_foretells_the_move()
    {
        var lead = await rig.LeadAsync();
        var before = await rig.ImageAsync();
        var request = new MoveRequest("lost", "no money", "new");
        var simulated = (
            await rig.Mover.SimulateAsync(
                lead.PipelineId!,
                request,
                By(Manager),
                CancellationToken.None
            )
        ).Value;
        Assert.Equal(before, await rig.ImageAsync());
        var moved = (
            await rig.Mover.MoveAsync(
                lead.PipelineId!,
                request,
                By(Manager),
                CancellationToken.None
            )
        ).Value;
        Assert.Equal(
            JsonSerializer.Serialize(simulated.Move.Pipeline.History),
            JsonSerializer.Serialize(moved.Move.Pipeline.History)
        );
        Assert.Equal("lost", moved.EntityStatus);
        Assert.Equal(simulated.EntityStatus, moved.EntityStatus);
    }

    [Theory]
    [InlineData("lost", LeadStatus.Lost, "lead.lost")]
    [InlineData("junk", LeadStatus.Junk, "lead.junk")]
    public async Task An_end_sets_the_status_of_the_lead(
        string stage,
        LeadStatus status,
        string type
    )
    {
        var lead = await rig.LeadAsync();
        Assert.False((await rig.MoveAsync(lead, stage)).IsRefused);
        var after = await rig.LoadAsync(lead.Id);
        Assert.Equal((status, "told so"), (after.Status, after.LostReason));
        Assert.Contains(await rig.EventsAsync(lead.Id), e => e.Type == type);
        Assert.Equal(PipelineStatus.Lost, (await rig.PipelineAsync(lead)).Status);
    }

    [Fact]
    public async Task A_reopened_pipeline_reopens_its_lead()
    {
        var lead = await rig.LeadAsync();
        await rig.MoveAsync(lead, "contacted");
        await rig.MoveAsync(lead, "lost");
        Assert.Equal("pipeline.closed", (await rig.MoveAsync(lead, "contacted")).Faults[0].Code);
        Assert.False(
            (
                await rig.Mover.ReopenAsync(
                    lead.PipelineId!,
                    null,
                    "called back",
                    By(Manager),
                    CancellationToken.None
                )
            ).IsRefused
        );
        var after = await rig.LoadAsync(lead.Id);
        Assert.Equal(
            ("contacted", LeadStatus.Open, (string?)null),
            (after.Stage, after.Status, after.LostReason)
        );
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task Reopening_is_refused_when_another_open_lead_has_the_phone_by_now()
    {
        var lead = await rig.CreateAsync(Input with { Phone = "9811111111", Email = null });
        await rig.MoveAsync(lead, "lost");
        var other = await rig.CreateAsync(Input with { Phone = "9811111111", Email = null });
        var refused = await rig.Mover.ReopenAsync(
            lead.PipelineId!,
            null,
            "called back",
            By(Manager),
            CancellationToken.None
        );
        Assert.Equal(
            ("lead.duplicate_phone", other.Id.Value),
            (refused.Faults[0].Code, refused.Faults[0].Facts!["existing_id"].ToString())
        );
        await rig.AssertInStepAsync(lead);
    }

    [Fact]
    public async Task Only_managers_force_and_only_with_a_reason()
    {
        var lead = await rig.LeadAsync();
        Assert.Equal(
            ["pipeline.transition_refused", "not_allowed_next"],
            (await rig.MoveAsync(lead, "converted")).Faults.Select(f => f.Code)
        );
        Assert.Equal(
            (FaultKind.Forbidden, "pipeline.force_forbidden"),
            (await rig.MoveAsync(lead, "converted", Agent, forced: true))
                .Faults.Select(f => (f.Kind, f.Code))
                .Single()
        );
        var mute = await rig.Mover.MoveAsync(
            lead.PipelineId!,
            new MoveRequest("converted", " ", null, Forced: true),
            By(Manager),
            CancellationToken.None
        );
        Assert.Equal("/reason", mute.Faults.Single().Pointer);
        Assert.False((await rig.MoveAsync(lead, "converted", forced: true)).IsRefused);
        Assert.Equal(LeadStatus.Converted, (await rig.LoadAsync(lead.Id)).Status);
    }

    [Fact]
    public async Task A_pipeline_outside_the_callers_scope_is_not_found()
    {
        var lead = await rig.LeadAsync();
        var stranger = new Domain.Access.Actor("A0-0099", [Domain.Access.Role.Agent], "TM-9");
        Assert.Equal(
            "pipeline.not_found",
            (await rig.MoveAsync(lead, "contacted", stranger)).Faults.Single().Code
        );
        Assert.Equal(
            "pipeline.not_found",
            (
                await rig.Mover.MoveAsync(
                    "XX-1",
                    new MoveRequest("lost", null, null),
                    By(Manager),
                    CancellationToken.None
                )
            )
                .Faults.Single()
                .Code
        );
    }
}
