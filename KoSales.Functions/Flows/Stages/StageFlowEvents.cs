using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Sla;
using KoSales.Functions.Tasks;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Starts a flow where a stage with a task workflow is entered, and ends the one of the stage
/// left.</summary>
public sealed class StageFlowStarts(StageFlowStarter flows, TimeProvider time) : IEventHandler
{
    public bool IsAwaited => false;

    public IReadOnlyCollection<string> Types { get; } =
    [
        PipelineEvents.Started,
        PipelineEvents.StageChanged,
        PipelineEvents.Closed,
        PipelineEvents.Resumed,
    ];

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken) =>
        outboxEvent.Type switch
        {
            PipelineEvents.Started => StartAsync(
                PipelineEvents.ReadStarted(outboxEvent.Data!.Value),
                cancellationToken
            ),
            PipelineEvents.StageChanged => ChangeAsync(
                PipelineEvents.ReadStageChanged(outboxEvent.Data!.Value),
                cancellationToken
            ),
            PipelineEvents.Closed => EndAsync(
                PipelineEvents.ReadHalted(outboxEvent.Data!.Value),
                cancellationToken
            ),
            _ => ResumeAsync(PipelineEvents.ReadHalted(outboxEvent.Data!.Value), cancellationToken),
        };

    private Task StartAsync(PipelineStarted started, CancellationToken cancellationToken) =>
        started.TaskWorkflowId is null
            ? Task.CompletedTask
            : flows.StartAsync(
                started.FlowInstanceId,
                new StageVisitRun(
                    started.PipelineId,
                    started.Visit,
                    started.NextCheckAt?.ToDateTimeUtc()
                ),
                cancellationToken
            );

    private async Task ChangeAsync(StageChanged changed, CancellationToken cancellationToken)
    {
        if (changed is { TaskWorkflowId: not null, Status: PipelineStatus.Open })
            await flows.StartAsync(
                changed.FlowInstanceId,
                new StageVisitRun(
                    changed.PipelineId,
                    changed.Visit,
                    changed.NextCheckAt?.ToDateTimeUtc()
                ),
                cancellationToken
            );
        await flows.EndAsync(changed.LeftFlowInstanceId, cancellationToken);
    }

    private Task EndAsync(PipelineHalted halted, CancellationToken cancellationToken) =>
        flows.EndAsync(halted.FlowInstanceId, cancellationToken);

    /// <summary>The flow ended with the halt; it begins again with a look at the store.</summary>
    private Task ResumeAsync(PipelineHalted halted, CancellationToken cancellationToken) =>
        flows.StartAgainAsync(
            halted.FlowInstanceId,
            new StageVisitRun(halted.PipelineId, halted.Visit, time.GetUtcNow().UtcDateTime),
            cancellationToken
        );
}

/// <summary>Wakes the flow whose task was closed, reopened, or is past due. Not for what ends with the visit: the
/// flow is told that the stage was left.</summary>
public sealed class StageFlowTasks(StageFlowStarter flows, TimeProvider time) : IEventHandler
{
    public bool IsAwaited => false;

    public IReadOnlyCollection<string> Types { get; } =
    [TaskEvents.Closed, TaskEvents.Reopened, SlaEventTypes.Breached];

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        if (!SlaEvents.IsOfTask(outboxEvent.Data!.Value))
            return Task.CompletedTask;
        var facts = TaskJournal.Read(outboxEvent.Data.Value);
        if (
            facts
            is not {
                PipelineId: { } pipeline,
                Visit: { } visit,
                StepKey: not null,
                LeftStage: not true
            }
        )
            return Task.CompletedTask;
        var now = new StageVisitRun(pipeline, visit, time.GetUtcNow().UtcDateTime);
        return flows.RaiseAsync(
            Pipeline.FlowOf(pipeline, visit),
            now,
            SignalOf(outboxEvent.Type),
            new StageSignal(facts.TaskId),
            cancellationToken
        );
    }

    private static string SignalOf(string eventType) =>
        eventType switch
        {
            TaskEvents.Closed => StageFlow.TaskClosed,
            SlaEventTypes.Breached => StageFlow.SlaBreached,
            _ => StageFlow.Retry,
        };
}

/// <summary>Tries a blocked advance again when the entity changes.</summary>
public sealed class StageFlowRetries(
    IDocumentStore store,
    StageFlowStarter flows,
    TimeProvider time
) : IEventHandler
{
    public bool IsAwaited => false;

    public IReadOnlyCollection<string> Types { get; } =
    [
        .. AssignmentEvents.All,
        "lead.updated",
        "lead.merged",
        "lead.restored",
        "contact.updated",
        "deal.updated",
        "document.verified",
    ];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        foreach (
            var kind in Enum.GetValues<PipelineKind>()
                .Where(k => k.Entity() == outboxEvent.Entity.Type)
        )
        {
            foreach (
                var pipeline in await BlockedAsync(kind, outboxEvent.EntityIds(), cancellationToken)
            )
            {
                var now = new StageVisitRun(
                    pipeline.Id,
                    pipeline.Visit,
                    time.GetUtcNow().UtcDateTime
                );
                await flows.RaiseAsync(
                    pipeline.FlowInstanceId,
                    now,
                    StageFlow.Retry,
                    new StageSignal(null),
                    cancellationToken
                );
            }
        }
    }

    // A small index holds the blocked ones only, so that an edit of any other entity costs next to nothing.
    private ValueTask<IReadOnlyList<Pipeline>> BlockedAsync(
        PipelineKind kind,
        IReadOnlyList<string> entities,
        CancellationToken cancellationToken
    )
    {
        var collection = PipelineCollections.Of(kind);
        var blocked = Filter.AllOf(
            entities is [var only]
                ? Filter.Eq("entity_ref.id", only)
                : Filter.In("entity_ref.id", entities),
            Filter.Present("blocked")
        );
        return store.ListAsync(
            collection,
            new Query(collection, blocked) { Limit = entities.Count },
            cancellationToken
        );
    }
}
