using KoSales.Domain.Entities;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Entities.Making;

/// <summary>An entity that is to be put on a pipeline.</summary>
/// <param name="PipelineId">Of the kind's own numbers.</param>
/// <param name="At">The stage at which it starts.</param>
/// <param name="Reason">Of an end; null at any other stage.</param>
public sealed record StartingEntity(
    Entity Entity,
    string PipelineId,
    PipelineDefinition Definition,
    StageDefinition At,
    string? Reason = null
);

/// <summary>Starts pipelines, with the tasks of the stage at which they start, in the transaction that makes
/// the entities.</summary>
public sealed class PipelineStarts(IdAllocator ids, IStageEntry stageEntry, IBusinessTime time)
{
    /// <summary>The number of the next pipeline of a kind.</summary>
    public async ValueTask<string> NextIdAsync(
        PipelineKind kind,
        CancellationToken cancellationToken
    ) =>
        kind switch
        {
            PipelineKind.Lead => (await ids.NextAsync<LeadPipelineId>(cancellationToken)).Value,
            PipelineKind.Contact => (
                await ids.NextAsync<ContactPipelineId>(cancellationToken)
            ).Value,
            PipelineKind.Deal => (await ids.NextAsync<DealPipelineId>(cancellationToken)).Value,
        };

    /// <summary>The pipelines in the order of the entities; the entities themselves are the caller's to
    /// write.</summary>
    public async ValueTask<IReadOnlyList<Pipeline>> AddAsync(
        WriteBatch batch,
        IReadOnlyList<StartingEntity> starting,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var entries = new StageEntered[starting.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = await EntryAsync(starting[i], command, cancellationToken);
            batch.Insert(PipelineCollections.Of(entries[i].Pipeline.Kind), entries[i].Pipeline);
        }

        var openings = await stageEntry.EnterAsync(batch, entries, command, cancellationToken);
        for (var i = 0; i < entries.Length; i++)
            Publish(batch, entries[i], openings[i], command);
        return [.. entries.Select(e => e.Pipeline)];
    }

    private async ValueTask<StageEntered> EntryAsync(
        StartingEntity starting,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var entity = starting.Entity;
        var start = new PipelineStart(starting.At, entity.OwnerId, entity.TeamId, starting.Reason);
        var pipeline = Transition
            .Start(starting.PipelineId, entity.Ref, starting.Definition, start, command)
            .Aged(starting.At, await time.OfTeamAsync(entity.TeamId, cancellationToken));
        return new StageEntered(pipeline, starting.At, []) { Barred = entity.Barred };
    }

    private static void Publish(
        WriteBatch batch,
        StageEntered entry,
        StageOpening opening,
        Command command
    )
    {
        var pipeline = entry.Pipeline;
        var started = new PipelineStarted(
            pipeline.Id,
            pipeline.Kind,
            pipeline.Stage,
            pipeline.Visit,
            pipeline.FlowInstanceId,
            entry.Into.IsTerminal ? null : entry.Into.TaskWorkflowId,
            opening.NextCheckAt
        );
        batch.Emit(
            command,
            new OutboxFact(PipelineEvents.Started, pipeline.EntityRef)
            {
                Data = PipelineEvents.Data(started),
            }
        );
    }
}
