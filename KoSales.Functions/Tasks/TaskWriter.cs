using KoSales.Domain.Kernel;
using KoSales.Domain.Storage;
using KoSales.Domain.Tasks;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Tasks;

/// <summary>A decision about a task in hand; may add to the batch what must be committed with it.</summary>
public delegate ValueTask<Verdict<TaskChange>> DecideTask(
    SalesTask task,
    TaskCall call,
    WriteBatch batch
);

/// <summary>Carries a decision about a stored task through: load within scope, decide, commit with event
/// and timeline, and again when somebody was faster.</summary>
public sealed class TaskWriter(IDocumentStore store, ISlaClocks clocks, IEventDispatcher events)
{
    private const int Attempts = 6;

    /// <param name="ifMatch">Given: the decision is for that version.</param>
    public async Task<Verdict<SalesTask>> ChangeAsync(
        SalesTaskId id,
        IfMatch? ifMatch,
        DecideTask decide,
        Command command,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (
                await store.FindAsync(SalesTasks.Collection, id.Value, cancellationToken)
                    is not { DeletedAt: null } task
                || !TaskScope.Sees(command.Actor, task)
            )
                return Fault.NotFound("task", QueryFaults.Shown(id.Value));
            if (ifMatch?.Check(id.Value, task.Version) is { } stale)
                return stale;
            var batch = new WriteBatch();
            var decided = await decide(
                task,
                new TaskCall(command, await clocks.TimesAsync(task.Sla?.Clock, cancellationToken)),
                batch
            );
            if (decided.IsRefused)
                return decided.Refusal;
            batch.AddChange(task, decided.Value, command);
            command.Seal(batch, decided.Value.Task);
            if (!(await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                continue;
            await events.DispatchAsync(batch, cancellationToken);
            return decided.Value.Task;
        }

        return new Fault(
            FaultKind.Unavailable,
            "task.busy",
            "The task is being changed by too many at once; try again."
        );
    }
}
