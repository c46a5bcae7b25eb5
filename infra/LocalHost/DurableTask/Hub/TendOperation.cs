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
    internal override void Apply(HubTransaction transaction)
    {
        if (transaction.HoldsLease)
            Keep(transaction);
        else
            Take(transaction);
        watch.Version = DataVersion(transaction);
        Outcome = transaction.HoldsLease || transaction.TookLease;
    }

    private void Keep(HubTransaction transaction)
    {
        if (watch.RenewAt <= transaction.Now)
        {
            lease.Renew(transaction.Connection, transaction.HeldToken, transaction.Now);
            watch.RenewAt = transaction.Now + (lease.Duration / 3);
        }

        if (DataVersion(transaction) == watch.Version)
            return;
        watch.ForeignChange = true;
        transaction.Reread = true;
        OpenWork.ReadInbox(transaction);
        FireTimersOperation.Next(transaction);
    }

    private void Take(HubTransaction transaction)
    {
        watch.ForeignChange |= DataVersion(transaction) != watch.Version;
        if (transaction.HeldToken != 0)
            lease.Lose();
        transaction.HeldToken = lease.TryTake(transaction.Connection, transaction.Now) ?? 0;
        if (transaction.HeldToken == 0)
            return;
        transaction.TookLease = true;
        watch.RenewAt = transaction.Now + (lease.Duration / 3);
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
