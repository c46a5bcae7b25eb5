using KoSales.Domain.Fields;
using KoSales.Domain.Leads;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Leads.Parts;

/// <summary>The pipeline's side of decisions made about a lead.</summary>
public sealed class LeadPipelines(StageMoves moves, EntityTasks tasks) : ILeadPipelines
{
    public ValueTask<Verdict<LeadFact>> EndAsync(
        WriteBatch batch,
        Lead before,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            batch,
            (before, fact),
            found =>
                found.Pipeline.Lose(
                    fact.Lead.Stage!,
                    fact.Reason!,
                    found.Definition,
                    found.BusinessMinutes,
                    command
                ),
            command,
            cancellationToken
        );

    public ValueTask<Verdict<LeadFact>> ReopenAsync(
        WriteBatch batch,
        Lead before,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    ) =>
        MoveAsync(
            batch,
            (before, fact),
            found =>
                (
                    found.Pipeline with
                    {
                        OwnerId = fact.Lead.OwnerId,
                        TeamId = fact.Lead.TeamId,
                    }
                ).Reopen(null, fact.Reason!, found.Definition, command),
            command,
            cancellationToken
        );

    public async ValueTask TurnAsync(
        WriteBatch batch,
        Lead before,
        Lead after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (after.DeletedAt is not null)
            await tasks.CancelAsync(batch, after.Id.Ref, command, cancellationToken);
        else
            await tasks.ResumeAsync(
                batch,
                after.Id.Ref,
                before.DeletedAt!.Value,
                after.BarredChannels(),
                command,
                cancellationToken
            );
        if (
            after.PipelineId is not { } id
            || await moves.FindAsync(id, cancellationToken) is not { } pipeline
        )
            return;
        pipeline = pipeline with { OwnerId = after.OwnerId, TeamId = after.TeamId };
        if (after.DeletedAt is not null)
            Turn(
                batch,
                pipeline,
                (PipelineStatus.Open, PipelineStatus.Closed, PipelineEvents.Closed),
                command
            );
        else
            Turn(
                batch,
                pipeline,
                (PipelineStatus.Closed, PipelineStatus.Open, PipelineEvents.Resumed),
                command
            );
    }

    public ValueTask BarAsync(
        WriteBatch batch,
        LeadId lead,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    ) => tasks.BarAsync(batch, lead.Ref, channels, command, cancellationToken);

    private async ValueTask<Verdict<LeadFact>> MoveAsync(
        WriteBatch batch,
        (Lead Before, LeadFact Fact) lead,
        Func<PipelineCase, Verdict<StageMove>> decide,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            lead.Before.PipelineId is not { } id
            || await moves.FindAsync(id, cancellationToken) is not { } pipeline
        )
            return lead.Fact;
        var found = await moves.OpenAsync(pipeline, command, cancellationToken);
        var move = decide(found);
        if (move.IsRefused)
            return move.Refusal;
        var after = lead.Fact.Lead with { Stage = move.Value.Pipeline.Stage };
        var fact = lead.Fact with
        {
            Lead = after,
            Changes = LeadFields.Table.Differences(lead.Before, after),
        };
        var prepared = new PreparedMove(
            move.Value.Aged(found.Time),
            Forced: false,
            Automatic: false
        )
        {
            Reason = fact.Reason,
            Changed = fact.Paths,
            IsRecorded = true,
            Barred = lead.Before.BarredChannels(),
        };
        await moves.AddAsync(batch, found, prepared, command, cancellationToken);
        return fact;
    }

    private static void Turn(
        WriteBatch batch,
        Pipeline pipeline,
        (PipelineStatus From, PipelineStatus To, string Event) turn,
        Command command
    )
    {
        if (pipeline.Status != turn.From)
            return;
        batch.Replace(
            PipelineCollections.Of(pipeline.Kind),
            pipeline with
            {
                Status = turn.To,
                Version = pipeline.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        );
        var halted = new PipelineHalted(pipeline.Id, pipeline.Visit, pipeline.FlowInstanceId);
        batch.Emit(
            command,
            new OutboxFact(turn.Event, pipeline.EntityRef) { Data = PipelineEvents.Data(halted) }
        );
    }
}
