using KoSales.Domain.Flows;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Flows.Stages;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace KoSales.Functions.Flows;

/// <summary>Tells the run of a visit from what is stored.</summary>
internal static class FlowStory
{
    public static FlowView Of(
        StageCase found,
        StageDecision decision,
        OrchestrationMetadata? instance
    ) =>
        Of(found.Pipeline) with
        {
            WorkflowId = found.Workflow.WorkflowId.Value,
            WorkflowVersion = found.Workflow.WorkflowVersion,
            Completion = found.Workflow.Plan.Completion,
            AutoAdvanceTo = found.Workflow.Plan.AutoAdvanceTo,
            Orchestration = OrchestrationOf(instance),
            Steps = [.. found.Workflow.Plan.Steps.Select(step => StepOf(step, found, decision))],
            OpenTasks = [.. All(found).Where(t => t.IsOpen).Select(TaskOf)],
            Decisions = [.. decision.Acts.Select(DecisionOf)],
            NextCheckAt = decision.NextCheckAt,
            IsThrough = decision.IsThrough,
            History = [.. Acts(found).OrderBy(a => a.At)],
        };

    private static FlowOrchestration? OrchestrationOf(OrchestrationMetadata? instance) =>
        instance is null
            ? null
            : new FlowOrchestration(
                StatusOf(instance),
                instance.CreatedAt,
                instance.LastUpdatedAt,
                instance.FailureDetails?.ErrorType
            );

    /// <summary>A stage without tasks.</summary>
    public static FlowView Of(Domain.Pipelines.Pipeline pipeline) =>
        new()
        {
            InstanceId = pipeline.FlowInstanceId,
            PipelineId = pipeline.Id,
            Stage = pipeline.Stage,
            Visit = pipeline.Visit,
            EnteredAt = pipeline.StageEnteredAt,
            Steps = [],
            OpenTasks = [],
            Decisions = [],
            Blocked = pipeline.Blocked,
            AutoDepth = pipeline.AutoDepth,
            History = [Entered(pipeline)],
        };

    private static string StatusOf(OrchestrationMetadata instance) =>
        WireNames<OrchestrationRuntimeStatus>.Of(instance.RuntimeStatus);

    private static IEnumerable<SalesTask> All(StageCase found) =>
        found.Blocker is { } blocker ? [.. found.Tasks, blocker] : found.Tasks;

    private static FlowStep StepOf(TaskStep step, StageCase found, StageDecision decision)
    {
        var latest = found.Tasks.Where(t => t.StepKey == step.Key).MaxBy(t => t.Attempt);
        var triesAgain =
            latest is { Status: TaskState.Done }
            && step.Outcome(latest.Outcome)?.Retry is { } policy
            && latest.Attempt <= policy.Times;
        return new FlowStep(
            step.Key,
            step.Title,
            StateOf(step, latest, triesAgain, found, decision),
            latest?.Attempt ?? 0,
            latest?.Id.Value,
            latest?.Outcome,
            step.DependsOn
        );
    }

    private static FlowStepState StateOf(
        TaskStep step,
        SalesTask? latest,
        bool triesAgain,
        StageCase found,
        StageDecision decision
    )
    {
        if (latest is not null)
            return StateOf(latest, triesAgain);
        return IsReady(step, found, decision) ? FlowStepState.Scheduled : FlowStepState.Waiting;
    }

    private static FlowStepState StateOf(SalesTask latest, bool triesAgain) =>
        latest.Status switch
        {
            TaskState.Pending or TaskState.InProgress or TaskState.OnHold => FlowStepState.Open,
            TaskState.Done => triesAgain ? FlowStepState.Scheduled : FlowStepState.Done,
            TaskState.Cancelled => FlowStepState.Cancelled,
            TaskState.Skipped => FlowStepState.Skipped,
        };

    private static bool IsReady(TaskStep step, StageCase found, StageDecision decision)
    {
        if (decision.Acts.OfType<StageAct.OpenTask>().Any(a => a.Step.Key == step.Key))
            return true;
        if (found.Workflow.Plan.ByOutcome.Contains(step.Key))
            return false;
        return step.DependsOn.All(before =>
            found.Tasks.Any(t =>
                t.StepKey == before && t.Status is TaskState.Done or TaskState.Skipped
            )
        );
    }

    private static FlowTask TaskOf(SalesTask task) =>
        new(
            task.Id.Value,
            task.StepKey,
            task.Title,
            task.Status,
            task.OwnerId,
            task.DueAt,
            task.Sla?.BreachedAt,
            task.Escalation?.Level ?? 0
        );

    private static FlowDecision DecisionOf(StageAct act) =>
        act switch
        {
            StageAct.OpenTask open => new FlowDecision(
                "open_task",
                open.Step.Key,
                null,
                null,
                null
            ),
            StageAct.Escalate escalation => new FlowDecision(
                "escalate",
                null,
                escalation.TaskId,
                escalation.Level,
                null
            ),
            StageAct.Advance advance => new FlowDecision(
                "advance",
                null,
                advance.Because,
                null,
                advance.ToStage
            ),
            _ => throw new InvalidOperationException(
                $"an act that cannot be told: {act.GetType().Name}"
            ),
        };

    private static IEnumerable<FlowAct> Acts(StageCase found) =>
        [Entered(found.Pipeline), .. All(found).SelectMany(ActsOn), .. Blocks(found.Pipeline)];

    private static IEnumerable<FlowAct> ActsOn(SalesTask task)
    {
        var id = task.Id.Value;
        yield return new FlowAct(task.CreatedAt, "task_created", id, task.CreatedBy, task.StepKey);
        foreach (var entry in task.Escalation?.History ?? [])
            yield return Escalated(id, entry);
        if (task.Escalation is { AcknowledgedAt: { } at, AcknowledgedBy: { } by })
            yield return new FlowAct(at, "acknowledged", id, by, null);
        if (task.CompletedAt is { } closed)
            yield return Closed(task, closed);
    }

    private static FlowAct Escalated(string taskId, EscalationEntry entry) =>
        new(entry.At, "escalated", taskId, "system", $"level {entry.Level}");

    private static FlowAct Closed(SalesTask task, Instant at)
    {
        var how = $"task_{TaskNames.Of(task.Status)}";
        return new FlowAct(at, how, task.Id.Value, task.CompletedBy!, task.Outcome);
    }

    private static IEnumerable<FlowAct> Blocks(Domain.Pipelines.Pipeline pipeline)
    {
        if (pipeline.Blocked is { } block)
            yield return new FlowAct(block.Since, "blocked", block.TaskId, "system", block.To);
    }

    private static FlowAct Entered(Domain.Pipelines.Pipeline pipeline) =>
        new(pipeline.StageEnteredAt, "entered", null, pipeline.History[^1].By, pipeline.Stage);
}
