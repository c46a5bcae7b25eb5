using KoSales.Domain.Agents;
using KoSales.Domain.Calls;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Workflows;

namespace KoSales.Functions.Calls;

/// <summary>Completes the call task that an agent made a call for, with the outcome that the call's
/// disposition stands for. The call notes the task in the same transaction, so redelivery completes no
/// other.</summary>
public sealed class CallTasks(IDocumentStore store, TaskWorkflowCache cache, TaskDesk desk)
    : IEventHandler
{
    private const int MostTasks = 50;

    public IReadOnlyCollection<string> Types { get; } = [CallEvents.Logged, CallEvents.Changed];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var id = CallFacts.Read(outboxEvent.Data!.Value).CallId;
        if (
            await store.FindAsync(CallStore.Collection, id, cancellationToken)
                is not { DeletedAt: null, TaskId: null, Disposition: { } disposition } call
            || call.AgentId is not { } agentId
            || await store.FindAsync(Agent.Collection, agentId, cancellationToken)
                is not { MayLogIn: true } agent
            || await TaskOfAsync(call, cancellationToken) is not { } task
        )
            return;
        var step = await cache.StepOfAsync(task, cancellationToken);
        if (CallOutcomes.Of(disposition, step?.Outcomes ?? []) is not { } outcome)
            return;
        var command = new Command(agent.AsActor(), outboxEvent.CreatedAt, outboxEvent.Id);
        var completed = await desk.CompleteAsync(
            task.Key,
            new CompleteTask { Outcome = outcome },
            command,
            cancellationToken,
            batch => Note(batch, call, task, command)
        );
        if (completed is { IsRefused: true, Faults: [{ Kind: FaultKind.Unavailable } busy, ..] })
            throw new StoreUnavailableException(busy.Detail);
    }

    private async ValueTask<SalesTask?> TaskOfAsync(Call call, CancellationToken cancellationToken)
    {
        var open = Filter.AllOf(
            TaskLists.Of(call.EntityRef.Type, call.EntityRef.Id),
            Filter.Eq("type", WireNames<TaskType>.Of(TaskType.Call)),
            SalesTasks.Open
        );
        var tasks = await store.ListAsync(
            SalesTasks.Collection,
            new Query(SalesTasks.Collection, open) { Limit = MostTasks },
            cancellationToken
        );
        return CallOutcomes.TaskOf(call, tasks.Where(t => t.Key != call.CallbackTaskId));
    }

    private static void Note(WriteBatch batch, Call call, SalesTask task, Command command) =>
        batch.Patch(
            CallStore.Collection,
            Filter.AllOf(Filter.Eq("id", call.Key), Filter.Missing("task_id")),
            new Patch(command.Now, command.Actor.Id)
            {
                Set = new Dictionary<string, string?> { ["task_id"] = $"\"{task.Key}\"" },
            },
            expected: 1
        );
}
