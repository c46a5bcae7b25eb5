using KoSales.Domain.Tasks;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Tasks;

/// <summary>A decision about a task in hand; may add to the batch what must be committed with it.</summary>
public delegate ValueTask<Verdict<TaskChange>> DecideTask(
    SalesTask task,
    TaskCall call,
    WriteBatch batch
);

/// <summary>Carries a decision about a stored task through: load within scope, decide, commit with event
/// and timeline, and again when somebody was faster.</summary>
public sealed class TaskWriter(IDocumentStore store, ISlaClocks clocks, Commits commits)
{
    /// <param name="ifMatch">Given: the decision is for that version.</param>
    public Task<Verdict<SalesTask>> ChangeAsync(
        SalesTaskId id,
        IfMatch? ifMatch,
        DecideTask decide,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<SalesTask>(
            Fault.Busy("task.busy", $"The task {id}"),
            async attempt =>
            {
                var found = await FindAsync(id, ifMatch, command.Actor, cancellationToken);
                if (found.IsRefused)
                    return found;
                var task = found.Value;
                var times = await clocks.TimesAsync(task.Sla?.Clock, cancellationToken);
                var decided = await decide(task, new TaskCall(command, times), attempt.Batch);
                if (decided.IsRefused)
                    return decided.Refusal;
                attempt.Batch.AddChange(task, decided.Value, command);
                command.RecordAnswer(attempt.Batch, decided.Value.Task);
                return decided.Value.Task;
            },
            cancellationToken
        );

    private async ValueTask<Verdict<SalesTask>> FindAsync(
        SalesTaskId id,
        IfMatch? ifMatch,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(SalesTasks.Collection, id.Value, cancellationToken)
                is not { DeletedAt: null } task
            || !TaskScope.Sees(actor, task)
        )
            return Fault.NotFound("task", QueryFaults.Shown(id.Value));
        return ifMatch?.Check(id.Value, task.Version) is { } stale ? stale : task;
    }
}
