using KoSales.Domain.Access;
using KoSales.Domain.Flows;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Storage;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using NodaTime;

namespace KoSales.Functions.Flows;

/// <summary>Brings a stage visit to where its plan says it should be now. What it does follows from the
/// store alone, so that it may be called any number of times.</summary>
public sealed class StageReconciler(
    IDocumentStore store,
    StageCases cases,
    StageActs acts,
    StageBlocks blocks,
    PipelineMover mover,
    IEventDispatcher events,
    TimeProvider time
)
{
    private const int Attempts = 8;

    public async Task<StageReconciled> ReconcileAsync(
        string pipelineId,
        int visit,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await cases.LoadAsync(pipelineId, visit, cancellationToken) is not { } found)
                return new StageReconciled(true, null);
            var command = new Command(
                Actor.System,
                Instant.FromDateTimeOffset(time.GetUtcNow()),
                found.Pipeline.FlowInstanceId
            );
            var decision = found.Decide(command.Now);
            if (!await ActAsync(found, decision, command, cancellationToken))
                continue;
            var advance = decision.Acts.OfType<StageAct.Advance>().FirstOrDefault();
            if (advance is null)
                return new StageReconciled(false, decision.NextCheckAt?.ToDateTimeUtc());
            switch (await AdvanceAsync(found, advance, command, cancellationToken))
            {
                case Advanced.Moved:
                    return new StageReconciled(true, null);
                case Advanced.Blocked:
                    return new StageReconciled(false, decision.NextCheckAt?.ToDateTimeUtc());
                case Advanced.Overtaken:
                    break;
            }
        }

        throw new InvalidOperationException(
            $"the pipeline {pipelineId} is being changed by too many at once"
        );
    }

    /// <summary>One transaction: tasks, rungs of ladders, and the end of a block that no advance stands
    /// behind any more. False when somebody was faster.</summary>
    private async ValueTask<bool> ActAsync(
        StageCase found,
        StageDecision decision,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        await acts.AddAsync(batch, found, decision, command, cancellationToken);
        if (found.Pipeline.Blocked is not null && !decision.Acts.OfType<StageAct.Advance>().Any())
            await blocks.LiftAsync(batch, found, command, cancellationToken);
        return await CommitAsync(batch, cancellationToken);
    }

    private async ValueTask<Advanced> AdvanceAsync(
        StageCase found,
        StageAct.Advance advance,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var request = new MoveRequest(
            advance.ToStage,
            ReasonOf(found, advance),
            found.Pipeline.Stage,
            Automatic: true
        )
        {
            ExpectedVisit = found.Pipeline.Visit,
        };
        var moved = await mover.MoveAsync(found.Pipeline.Id, request, command, cancellationToken);
        if (!moved.IsRefused)
            return Advanced.Moved;
        switch (moved.Faults[0].Kind)
        {
            case FaultKind.Conflict or FaultKind.NotFound:
                return Advanced.Overtaken;
            case FaultKind.Unavailable:
                throw new StoreUnavailableException(moved.Faults[0].Code);
        }

        var batch = new WriteBatch();
        // The move may have been refused for what ActAsync has just written; the block is for the pipeline
        // as it is by now.
        if (
            await cases.LoadAsync(found.Pipeline.Id, found.Pipeline.Visit, cancellationToken)
            is not { } current
        )
            return Advanced.Overtaken;
        await blocks.AddAsync(
            batch,
            current,
            new RefusedAdvance(advance.ToStage, UnmetOf(moved.Faults)),
            command,
            cancellationToken
        );
        return await CommitAsync(batch, cancellationToken) ? Advanced.Blocked : Advanced.Overtaken;
    }

    private async ValueTask<bool> CommitAsync(WriteBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Operations.Count == 0)
            return true;
        if (!(await store.CommitAsync(batch, cancellationToken)).IsCommitted)
            return false;
        await events.DispatchAsync(batch, cancellationToken);
        return true;
    }

    private static string ReasonOf(StageCase found, StageAct.Advance advance) =>
        advance.Because is { } id
            ? $"{id}: {found.Task(id).Outcome}"
            : $"{found.Workflow.WorkflowId} is through";

    /// <summary>Each condition as the transition names it; a refusal without conditions (a stage that the
    /// workflow lacks) is one by itself.</summary>
    private static IReadOnlyList<UnmetCondition> UnmetOf(IReadOnlyList<Fault> faults) =>
        [
            .. (faults.Count > 1 ? faults.Skip(1) : faults).Select(f => new UnmetCondition(
                f.Code,
                f.Pointer,
                f.Detail,
                f.Facts?.GetValueOrDefault("hint")?.ToString() ?? ""
            )),
        ];

    private enum Advanced
    {
        Moved,

        /// <summary>Refused by a condition, and shown as blocked.</summary>
        Blocked,

        /// <summary>Somebody else moved or changed it meanwhile.</summary>
        Overtaken,
    }
}
