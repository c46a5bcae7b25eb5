using KoSales.Domain.Events;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Storage;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Pipelines;

/// <summary>Makes what is derived from a pipeline's ledger anew: its own stage, and the entity's mirrored
/// stage and status.</summary>
public sealed class PipelineRepair(
    IDocumentStore store,
    StageMoves moves,
    WorkflowBook book,
    EntityTable entities,
    IEventDispatcher events
)
{
    private const int Attempts = 6;

    /// <summary>One transaction; writes nothing where everything is in step already. Repeatable.</summary>
    public async Task<Verdict<Pipeline>> RebuildAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await moves.FindAsync(id, cancellationToken) is not { } pipeline)
                return Fault.NotFound("pipeline", QueryFaults.Shown(id));
            if (
                await entities.Of(pipeline.Kind).LoadAsync(pipeline.EntityRef.Id, cancellationToken)
                is not { } entity
            )
                return pipeline;
            var definition = await book.VersionAsync(
                pipeline.WorkflowId,
                pipeline.WorkflowVersion,
                cancellationToken
            );
            var batch = new WriteBatch();
            var rebuilt = pipeline.Rebuilt(definition, command);
            if (rebuilt.IsRefused)
                return rebuilt;
            if (rebuilt.Value.Version != pipeline.Version)
                batch.Replace(Domain.Pipelines.Pipelines.Of(pipeline.Kind), rebuilt.Value);
            var mirror = new StageMirror(
                rebuilt.Value,
                definition.Find(rebuilt.Value.Stage)!,
                rebuilt.Value.History[^1].Reason
            )
            {
                IsRepair = true,
            };
            var mirrored = await entity.MirrorAsync(batch, mirror, command, cancellationToken);
            if (mirrored.IsRefused)
                return mirrored.Refusal;
            if (!mirrored.Value.IsTold && mirrored.Value.Changed.Count > 0)
                batch.Emit(command, Repaired(pipeline, mirrored.Value.Changed));
            command.Seal(batch, rebuilt.Value);
            var result = await store.CommitAsync(batch, cancellationToken);
            if (result.IsCommitted)
            {
                await events.DispatchAsync(batch, cancellationToken);
                return rebuilt;
            }

            if (
                result.Status == CommitStatus.DuplicateKey
                && await entity.FaultOfAsync(result.Index!, command.Actor, cancellationToken)
                    is { } taken
            )
                return taken;
        }

        return new Fault(
            FaultKind.Unavailable,
            "pipeline.busy",
            "The pipeline or its entity is being changed by too many at once; try again."
        );
    }

    private static OutboxFact Repaired(Pipeline pipeline, IReadOnlyList<string> changed) =>
        new($"{WireNames<PipelineKind>.Of(pipeline.Kind)}.updated", pipeline.EntityRef)
        {
            Changed = changed,
        };
}
