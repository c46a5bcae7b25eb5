using KoSales.LocalHost.DurableTask.History;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// The hub's heartbeat: takes the lease when it is free, renews it when it is held, and picks up what other
/// processes
/// have put into the inbox, which SQLite's change counter tells without reading a table. The outcome says
/// whether this
/// process runs the hub.
/// </summary>
internal sealed class TendOperation(HubLease lease, HubWatch watch) : HubOperation<bool>
{
    private DateTime _renewAt;
    private long _version;

    internal override void Apply(HubTransaction transaction)
    {
        _renewAt = watch.RenewAt;
        _version = DataVersion(transaction);
        if (transaction.HoldsLease)
            Keep(transaction);
        else
            Take(transaction);
        Outcome = transaction.HoldsLease || transaction.TookLease;
    }

    /// <summary>Only now: what was rolled back has to be done, and seen, once more.</summary>
    internal override void Committed()
    {
        watch.RenewAt = _renewAt;
        watch.Version = _version;
        base.Committed();
    }

    private void Keep(HubTransaction transaction)
    {
        if (watch.RenewAt <= transaction.Now)
        {
            lease.Renew(transaction.Connection, transaction.HeldToken, transaction.Now);
            _renewAt = transaction.Now + (lease.Duration / 3);
        }

        if (_version == watch.Version)
            return;
        watch.ForeignChange = true;
        transaction.Reread = true;
        OpenWork.ReadInbox(transaction);
        FireTimersOperation.Next(transaction);
    }

    private void Take(HubTransaction transaction)
    {
        watch.ForeignChange |= _version != watch.Version;
        if (transaction.HeldToken != 0)
            lease.Lose();
        transaction.HeldToken = lease.TryTake(transaction.Connection, transaction.Now) ?? 0;
        if (transaction.HeldToken == 0)
            return;
        transaction.TookLease = true;
        _renewAt = transaction.Now + (lease.Duration / 3);
        // What this very transaction has added is in the tables as well.
        transaction.Messages.Clear();
        transaction.Activities.Clear();
        OpenWork.ReadInbox(transaction);
        OpenWork.ReadActivities(transaction);
        FireTimersOperation.Next(transaction);
    }

    private static long DataVersion(HubTransaction transaction)
    {
        var read = transaction.Sql("PRAGMA data_version");
        read.Read();
        var version = read.Number(0);
        read.Reset();
        return version;
    }
}

/// <summary>What the heartbeat remembers from one beat to the next; touched on the writer's thread
/// only.</summary>
internal sealed class HubWatch
{
    internal DateTime RenewAt { get; set; }

    internal long Version { get; set; }

    /// <summary>Set when another process wrote; whoever looks at it clears it.</summary>
    internal bool ForeignChange { get; set; }
}

internal sealed class ReleaseOperation(long term) : HubOperation<bool>
{
    internal override long? Term => term;

    internal override void Apply(HubTransaction transaction)
    {
        HubLease.Release(transaction.Connection, transaction.HeldToken);
        transaction.HeldToken = 0;
    }
}

internal static class OpenWork
{
    internal static void ReadInbox(HubTransaction transaction)
    {
        var find = transaction.Sql(
            "SELECT seq, instance, execution, event FROM inbox ORDER BY seq"
        );
        while (find.Read())
            transaction.Messages.Add(
                new HubMessage(
                    find.Number(0),
                    find.Text(1),
                    find.TextOrNull(2),
                    EventCodec.DecodeOne(find.Blob(3))
                )
            );
    }

    internal static void ReadActivities(HubTransaction transaction)
    {
        var find = transaction.Sql(
            "SELECT seq, instance, execution, task_id, name, input FROM activities ORDER BY seq"
        );
        while (find.Read())
        {
            transaction.Activities.Add(
                new ActivityTask(
                    find.Number(0),
                    find.Text(1),
                    find.Text(2),
                    (int)find.Number(3),
                    find.Text(4),
                    find.TextOrNull(5)
                )
            );
        }
    }
}
