using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Pipelines.Moves;

/// <summary>Makes what is derived from a pipeline's ledger anew: its own stage, and the entity's mirrored
/// stage and status.</summary>
public sealed class PipelineRepair(
    StageMoves moves,
    WorkflowCache cache,
    EntityTable entities,
    Commits commits
)
{
    /// <summary>One transaction; writes nothing where everything is in step already. Repeatable.</summary>
    public async Task<Verdict<Pipeline>> RebuildAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        IPipelineEntity? entity = null;
        return await commits.DecideAsync<Pipeline>(
            Fault.Busy("pipeline.busy", "The pipeline or its entity"),
            RebuildOnceAsync,
            cancellationToken,
            async (_, index) =>
                await entity!.FaultOfAsync(index!, command.Actor, cancellationToken) is { } taken
                    ? taken
                    : default(Verdict<Pipeline>?)
        );

        async ValueTask<Verdict<Pipeline>> RebuildOnceAsync(Attempt attempt)
        {
            if (await moves.FindAsync(id, cancellationToken) is not { } pipeline)
                return Fault.NotFound("pipeline", QueryFaults.Shown(id));
            entity = await entities
                .Of(pipeline.Kind)
                .LoadAsync(pipeline.EntityRef.Id, cancellationToken);
            return entity is null
                ? pipeline
                : await AddAsync(attempt.Batch, pipeline, entity, command, cancellationToken);
        }
    }

    private async ValueTask<Verdict<Pipeline>> AddAsync(
        WriteBatch batch,
        Pipeline pipeline,
        IPipelineEntity entity,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var definition = await cache.VersionAsync(
            pipeline.WorkflowId,
            pipeline.WorkflowVersion,
            cancellationToken
        );
        var rebuilt = pipeline.Rebuilt(definition, command);
        if (rebuilt.IsRefused)
            return rebuilt;
        if (rebuilt.Value.Version != pipeline.Version)
            batch.Replace(PipelineCollections.Of(pipeline.Kind), rebuilt.Value);
        var mirror = MirrorOf(rebuilt.Value, definition);
        var mirrored = await entity.MirrorAsync(batch, mirror, command, cancellationToken);
        if (mirrored.IsRefused)
            return mirrored.Refusal;
        if (!mirrored.Value.IsRecorded && mirrored.Value.Changed.Count > 0)
            batch.Emit(command, Repaired(pipeline, mirrored.Value.Changed));
        command.RecordAnswer(batch, rebuilt.Value);
        return rebuilt;
    }

    private static StageMirror MirrorOf(Pipeline rebuilt, PipelineDefinition definition) =>
        new(rebuilt, definition.Find(rebuilt.Stage)!, rebuilt.History[^1].Reason)
        {
            IsRepair = true,
        };

    private static OutboxFact Repaired(Pipeline pipeline, IReadOnlyList<string> changed) =>
        new($"{WireNames<PipelineKind>.Of(pipeline.Kind)}.updated", pipeline.EntityRef)
        {
            Changed = changed,
        };
}
