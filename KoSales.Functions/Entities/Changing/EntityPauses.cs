using KoSales.Domain.Entities;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Entities.Changing;

/// <summary>What becomes of the work about an entity when the entity changes.</summary>
public interface IEntityPauses
{
    /// <summary>For one that is deleted or restored: its pipeline is closed, its open tasks are cancelled;
    /// restored, both go on where they were.</summary>
    ValueTask AddAsync(
        WriteBatch batch,
        Entity before,
        Entity after,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>Adds to the batch that open tasks by these channels are cancelled.</summary>
    ValueTask BarAsync(
        WriteBatch batch,
        EntityRef entity,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>The same for the tasks that a merge is about to take along; those of its stage end with
    /// it.</summary>
    ValueTask BarMovedAsync(
        WriteBatch batch,
        EntityRef loser,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <inheritdoc/>
public sealed class EntityPauses(StageMoves moves, EntityTasks tasks) : IEntityPauses
{
    public async ValueTask AddAsync(
        WriteBatch batch,
        Entity before,
        Entity after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (after.DuplicateOf is not null)
            await tasks.EndStepsAsync(batch, after.Ref, command, cancellationToken);
        else if (after.DeletedAt is not null)
            await tasks.CancelAsync(batch, after.Ref, command, cancellationToken);
        else
            await tasks.ResumeAsync(
                batch,
                after.Ref,
                before.DeletedAt!.Value,
                after.Barred,
                command,
                cancellationToken
            );
        if (
            after.PipelineId is { } id
            && await moves.FindAsync(id, cancellationToken) is { } pipeline
        )
            Turn(batch, pipeline with { OwnerId = after.OwnerId, TeamId = after.TeamId }, command);

        void Turn(WriteBatch into, Pipeline turned, Command by)
        {
            if (after.DeletedAt is not null && turned.Status == PipelineStatus.Open)
                Halt(into, turned, PipelineStatus.Closed, PipelineEvents.Closed, by);
            else if (after.DeletedAt is null && turned.Status == PipelineStatus.Closed)
                Halt(into, turned, PipelineStatus.Open, PipelineEvents.Resumed, by);
        }
    }

    public ValueTask BarAsync(
        WriteBatch batch,
        EntityRef entity,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    ) => tasks.BarAsync(batch, entity, channels, command, cancellationToken);

    public ValueTask BarMovedAsync(
        WriteBatch batch,
        EntityRef loser,
        IReadOnlySet<ConsentChannel> channels,
        Command command,
        CancellationToken cancellationToken
    ) => tasks.BarAsync(batch, loser, channels, command, cancellationToken, butSteps: true);

    private static void Halt(
        WriteBatch batch,
        Pipeline pipeline,
        PipelineStatus status,
        string eventType,
        Command command
    )
    {
        batch.Replace(
            PipelineCollections.Of(pipeline.Kind),
            pipeline with
            {
                Status = status,
                Version = pipeline.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        );
        var halted = new PipelineHalted(pipeline.Id, pipeline.Visit, pipeline.FlowInstanceId);
        batch.Emit(
            command,
            new OutboxFact(eventType, pipeline.EntityRef) { Data = PipelineEvents.Data(halted) }
        );
    }
}
