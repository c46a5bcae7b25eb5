using KoSales.Domain.Flows;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Workflows;
using NodaTime;

namespace KoSales.Functions.Flows.Stages;

/// <summary>A stage visit as it is stored now, with the plan it runs on.</summary>
/// <param name="Tasks">The automated tasks of the visit, closed ones included, in the order in which they
/// were made.</param>
/// <param name="Blocker">The open or closed task that asks somebody to mend a blocked advance; null when
/// none was made.</param>
public sealed record StageCase(
    Pipeline Pipeline,
    TaskWorkflowVersion Workflow,
    IReadOnlyList<SalesTask> Tasks,
    SalesTask? Blocker,
    StageRun Run
)
{
    /// <summary>The step key of blocker tasks; plans cannot use it.</summary>
    public const string BlockerStep = "_blocker";

    public StageDecision Decide(Instant now) => Run.Next([.. Tasks.Select(FactOf)], now);

    public SalesTask Task(string id) => Tasks.First(t => t.Id.Value == id);

    private static TaskFact FactOf(SalesTask task) =>
        new(
            task.Id.Value,
            task.StepKey!,
            task.Attempt,
            task.Status,
            task.Outcome,
            task.CompletedAt,
            task.Sla?.BreachedAt,
            task.Escalation?.Level ?? 0,
            task.Escalation?.AcknowledgedAt is not null
        );
}

/// <summary>Loads stage visits.</summary>
public sealed class StageCases(
    IDocumentStore store,
    WorkflowCache pipelines,
    TaskWorkflowCache plans,
    ISlaClocks clocks
)
{
    private const int MostTasks = 500;

    /// <summary>Null when the visit is over, or its stage has no tasks.</summary>
    public async ValueTask<StageCase?> LoadAsync(
        string pipelineId,
        int visit,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindPipelineAsync(pipelineId, cancellationToken)
                is not { Status: PipelineStatus.Open } pipeline
            || pipeline.Visit != visit
        )
            return null;
        return await OfAsync(pipeline, cancellationToken);
    }

    /// <summary>The current visit of a pipeline; null when its stage has no tasks.</summary>
    public async ValueTask<StageCase?> OfAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        if (await TaskWorkflowAsync(pipeline, cancellationToken) is not { } workflowId)
            return null;
        var tasks = await TasksAsync(pipeline, cancellationToken);
        if (await PlanAsync(pipeline, workflowId, tasks, cancellationToken) is not { } workflow)
            return null;
        var hours = await clocks.HoursAsync(pipeline.TeamId, cancellationToken);
        var run = new StageRun(workflow.Plan, pipeline.StageEnteredAt, hours.Time, hours.Zone);
        var byBlock = tasks.ToLookup(t => t.StepKey == StageCase.BlockerStep);
        return new StageCase(
            pipeline,
            workflow,
            [.. byBlock[false]],
            byBlock[true].LastOrDefault(),
            run
        );
    }

    /// <summary>Null for a stage without tasks.</summary>
    private async ValueTask<string?> TaskWorkflowAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var definition = await pipelines.VersionAsync(
            pipeline.WorkflowId,
            pipeline.WorkflowVersion,
            cancellationToken
        );
        return definition.Find(pipeline.Stage)?.TaskWorkflowId;
    }

    /// <summary>The visit runs on one version to its end: that of the tasks it has made, or the one that
    /// was in force when it began.</summary>
    private async ValueTask<TaskWorkflowVersion?> PlanAsync(
        Pipeline pipeline,
        string workflowId,
        IReadOnlyList<SalesTask> tasks,
        CancellationToken cancellationToken
    ) =>
        tasks.FirstOrDefault(t => t.WorkflowId == workflowId)?.WorkflowVersion is { } version
            ? await plans.VersionAsync(workflowId, version, cancellationToken)
            : await plans.InForceAsync(workflowId, pipeline.StageEnteredAt, cancellationToken);

    /// <summary>Those that this visit made; one handed over from an earlier visit belongs to no step of
    /// it.</summary>
    private async ValueTask<IReadOnlyList<SalesTask>> TasksAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    )
    {
        var prefix = $"{pipeline.Id}.{pipeline.Visit}.";
        var query = new Query(
            SalesTasks.Collection,
            SalesTasks.OfVisit(pipeline.Id, pipeline.Visit)
        )
        {
            Limit = MostTasks,
        };
        var found = await store.ListAsync(SalesTasks.Collection, query, cancellationToken);
        return
        [
            .. found
                .Where(t => t.CreationKey?.StartsWith(prefix, StringComparison.Ordinal) == true)
                .OrderBy(t => t.CreatedAt)
                .ThenBy(t => t.Attempt),
        ];
    }
}
