using KoSales.Domain.Flows;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Brings a stage visit to where its plan says it should be now. What it does follows from the
/// store alone, so that it may be called any number of times.</summary>
public sealed class StageReconciler(
    StageCases cases,
    StageActs acts,
    StageBlocks blocks,
    PipelineMover mover,
    Commits commits,
    TimeProvider time
)
{
    public Task<StageReconciled> ReconcileAsync(
        string pipelineId,
        int visit,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"pipeline {pipelineId}",
            async attempt =>
            {
                if (await cases.LoadAsync(pipelineId, visit, cancellationToken) is not { } found)
                    return new StageReconciled(true, null);
                var command = new Command(
                    Actor.System,
                    Instant.FromDateTimeOffset(time.GetUtcNow()),
                    found.Pipeline.FlowInstanceId
                );
                return await BringAsync(attempt, found, command, cancellationToken);
            },
            cancellationToken
        );

    /// <summary>First what is to be done in the stage, by a commit of its own, since a move looks at it;
    /// then the move.</summary>
    private async ValueTask<StageReconciled> BringAsync(
        Attempt attempt,
        StageCase found,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var decision = found.Decide(command.Now);
        var waiting = new StageReconciled(false, decision.NextCheckAt?.ToDateTimeUtc());
        if (!await ActAsync(found, decision, command, cancellationToken))
        {
            attempt.Again();
            return waiting;
        }

        var advance = decision.Acts.OfType<StageAct.Advance>().FirstOrDefault();
        return
            advance is not null
            && await AdvanceAsync(attempt, found, advance, command, cancellationToken)
            ? new StageReconciled(true, null)
            : waiting;
    }

    /// <summary>One transaction: tasks, levels of escalation, and the end of a block that no advance stands
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
        return await commits.TryAsync(batch, cancellationToken);
    }

    /// <returns>True when it moved. Refused by a condition, it is shown as blocked; when somebody else
    /// moved or changed it meanwhile, it is to be looked at again.</returns>
    private async ValueTask<bool> AdvanceAsync(
        Attempt attempt,
        StageCase found,
        StageAct.Advance advance,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var request = RequestOf(found, advance);
        var moved = await mover.MoveAsync(found.Pipeline.Id, request, command, cancellationToken);
        if (!moved.IsRefused)
            return true;
        switch (moved.Faults[0].Kind)
        {
            case FaultKind.Conflict or FaultKind.NotFound:
                attempt.Again();
                return false;
            case FaultKind.Unavailable:
                throw new StoreUnavailableException(moved.Faults[0].Code);
        }

        var refused = new RefusedAdvance(advance.ToStage, UnmetOf(moved.Faults));
        await BlockAsync(attempt, found.Pipeline, refused, command, cancellationToken);
        return false;
    }

    /// <summary>The move may have been refused for what ActAsync has just written; the block is for the
    /// pipeline as it is by now.</summary>
    private async ValueTask BlockAsync(
        Attempt attempt,
        Pipeline pipeline,
        RefusedAdvance refused,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var current = await cases.LoadAsync(pipeline.Id, pipeline.Visit, cancellationToken);
        if (current is null)
            attempt.Again();
        else
            await blocks.AddAsync(attempt.Batch, current, refused, command, cancellationToken);
    }

    private static MoveRequest RequestOf(StageCase found, StageAct.Advance advance) =>
        new(advance.ToStage, ReasonOf(found, advance), found.Pipeline.Stage, Automatic: true)
        {
            ExpectedVisit = found.Pipeline.Visit,
        };

    private static string ReasonOf(StageCase found, StageAct.Advance advance) =>
        advance.Because is { } id
            ? $"{id}: {found.Task(id).Outcome}"
            : $"{found.Workflow.WorkflowId} is through";

    /// <summary>Each condition as the transition names it; a refusal without conditions (a stage that the
    /// workflow lacks) is one by itself.</summary>
    private static IReadOnlyList<UnmetCondition> UnmetOf(IReadOnlyList<Fault> faults) =>
        [
            .. faults.OfType<UnmetFault>().Select(f => f.Condition),
            .. faults is [var only]
                ? [new UnmetCondition(only.Code, only.Pointer, only.Detail, Hint: "")]
                : Array.Empty<UnmetCondition>(),
        ];
}
