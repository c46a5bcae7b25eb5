using KoSales.LocalHost.DurableTask.History;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// Turns due timers into messages, a bounded number at a time, and looks up when the next one is due.
/// </summary>
internal sealed class FireTimersOperation(
    long term,
    Action<DateTime?> fired,
    Action<HubOperation, Exception> failed
) : HubOperation
{
    private const int AtOnce = 1_000;

    private HubTransaction? _transaction;

    internal override long? Term => term;

    internal override void Apply(HubTransaction transaction)
    {
        foreach (var (due, instance, taskId, execution) in Due(transaction))
        {
            transaction.RemoveTimer(instance, taskId, due);
            transaction.Send(
                instance,
                execution,
                taskId == HubSchema.StartTimerId ? new Started() : new TimerFired(taskId)
            );
        }

        Next(transaction);
        _transaction = transaction;
    }

    /// <summary>
    /// Operations of the same transaction may have added a timer that is nearer than the one this one found.
    /// </summary>
    internal override void Committed() => fired(_transaction!.EarliestTimer);

    internal override void Failed(Exception reason) => failed(this, reason);

    internal static void Next(HubTransaction transaction)
    {
        var next = transaction.Sql("SELECT due FROM timers ORDER BY due LIMIT 1");
        if (!next.Read())
            return;
        transaction.NoteTimer(next.Time(0));
        next.Reset();
    }

    private static List<(DateTime Due, string Instance, int TaskId, string Execution)> Due(
        HubTransaction transaction
    )
    {
        var due = new List<(DateTime, string, int, string)>();
        var find = transaction
            .Sql(
                $"SELECT due, instance, task_id, execution FROM timers WHERE due<=? ORDER BY due LIMIT {AtOnce}"
            )
            .Bind(transaction.Now);
        while (find.Read())
            due.Add((find.Time(0), find.Text(1), (int)find.Number(2), find.Text(3)));
        return due;
    }
}
