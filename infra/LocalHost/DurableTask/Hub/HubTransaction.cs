using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// What operations may do inside the writer's transaction, and a note of everything that the engine must
/// hear of once
/// it is committed. Used by the writer's thread only.
/// </summary>
internal sealed class HubTransaction(HubConnection connection, long epoch, TimeProvider time)
{
    private long _sequence;
    private long _tokenBefore;

    internal HubConnection Connection { get; } = connection;

    /// <summary>UTC.</summary>
    internal DateTime Now { get; private set; }

    internal List<HubMessage> Messages { get; } = [];

    internal List<ActivityTask> Activities { get; } = [];

    /// <summary>Instances whose row was written, with their state where it is known without reading.</summary>
    internal List<InstanceState> Created { get; } = [];

    internal List<string> Changed { get; } = [];

    internal List<string> Removed { get; } = [];

    /// <summary>The earliest timer that was added, or found by an operation that looked.</summary>
    internal DateTime? EarliestTimer { get; private set; }

    /// <summary>The lease this process believes to hold; 0 for none.</summary>
    internal long HeldToken { get; set; }

    /// <summary>Whether the hub's row agrees, as read inside this transaction.</summary>
    internal bool HoldsLease { get; private set; }

    /// <summary>
    /// Set when this transaction took the lease: all work that is open is in <see cref="Messages"/> and <see
    /// cref="Activities"/>.
    /// </summary>
    internal bool TookLease { get; set; }

    /// <summary>Set when <see cref="Messages"/> may hold some that the engine has been told of
    /// before.</summary>
    internal bool Reread { get; set; }

    internal bool Holds(long term) => HoldsLease && HeldToken == term;

    internal void Begin()
    {
        Messages.Clear();
        Activities.Clear();
        Created.Clear();
        Changed.Clear();
        Removed.Clear();
        EarliestTimer = null;
        TookLease = false;
        Reread = false;
        Now = time.GetUtcNow().UtcDateTime;
        _tokenBefore = HeldToken;
        Sql("BEGIN IMMEDIATE").Run();
        HoldsLease = HeldToken != 0 && HubLease.ReadToken(Connection) == HeldToken;
    }

    /// <summary>Nothing of it counts, a lease that was taken or given back within it neither. SQLite may have
    /// rolled back by itself, as where the disk is full.</summary>
    internal void Rollback()
    {
        HeldToken = _tokenBefore;
        if (Connection.InTransaction)
            Connection.Execute("ROLLBACK");
    }

    internal Statement Sql(string sql) => Connection.Sql(sql);

    internal void Send(string instance, string? execution, HubEvent value)
    {
        var message = new HubMessage(NextSequence(), instance, execution, value);
        Sql("INSERT INTO inbox (seq, instance, execution, event) VALUES (?,?,?,?)")
            .Bind(message.Seq)
            .Bind(instance)
            .Bind(execution)
            .Bind(EventCodec.Encode(value))
            .Run();
        Messages.Add(message);
    }

    internal void Consume(long message) => Sql("DELETE FROM inbox WHERE seq=?").Bind(message).Run();

    internal void Schedule(InstanceState state, int taskId, string name, string? input)
    {
        var task = new ActivityTask(
            NextSequence(),
            state.Row.Start.Id,
            state.Row.Start.ExecutionId,
            taskId,
            name,
            input
        );
        Sql(
                "INSERT INTO activities (seq, instance, execution, task_id, name, input) VALUES (?,?,?,?,?,?)"
            )
            .Bind(task.Seq)
            .Bind(task.InstanceId)
            .Bind(task.ExecutionId)
            .Bind(taskId)
            .Bind(name)
            .Bind(input)
            .Run();
        Activities.Add(task);
    }

    internal void AddTimer(string instance, string execution, int taskId, DateTime due)
    {
        Sql("INSERT OR REPLACE INTO timers (due, instance, task_id, execution) VALUES (?,?,?,?)")
            .Bind(due)
            .Bind(instance)
            .Bind(taskId)
            .Bind(execution)
            .Run();
        NoteTimer(due);
    }

    internal void RemoveTimer(string instance, int taskId, DateTime due) =>
        Sql("DELETE FROM timers WHERE due=? AND instance=? AND task_id=?")
            .Bind(due)
            .Bind(instance)
            .Bind(taskId)
            .Run();

    internal void NoteTimer(DateTime due)
    {
        if (EarliestTimer is null || due < EarliestTimer)
            EarliestTimer = due;
    }

    /// <summary>Null when there is no such instance.</summary>
    internal OrchestrationRuntimeStatus? StatusOf(string id)
    {
        var find = Sql("SELECT status FROM instances WHERE id=?").Bind(id);
        if (!find.Read())
            return null;
        var status = (OrchestrationRuntimeStatus)find.Number(0);
        find.Reset();
        return status;
    }

    private long NextSequence() => (epoch << 32) | ++_sequence;
}
