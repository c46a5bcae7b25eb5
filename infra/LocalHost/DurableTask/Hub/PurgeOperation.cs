namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// Removes instances that have ended, with their history; others are left alone. What is still under way to
/// them is
/// dropped when it arrives. The outcome is how many went, descendants included.
/// </summary>
internal sealed class PurgeOperation(IReadOnlyList<string> ids, bool recursive) : HubOperation<int>
{
    internal override void Apply(HubTransaction transaction)
    {
        Outcome = 0;
        foreach (var id in ids)
        {
            if (recursive)
            {
                foreach (var child in Family.Descendants(transaction.Connection, id))
                    Outcome += Purge(transaction, child);
            }

            Outcome += Purge(transaction, id);
        }
    }

    private static int Purge(HubTransaction transaction, string id)
    {
        if (transaction.StatusOf(id) is not { } status || !InstanceStart.HasEnded(status))
            return 0;
        transaction
            .Sql("DELETE FROM history WHERE key=(SELECT key FROM instances WHERE id=?)")
            .Bind(id)
            .Run();
        transaction.Removed.Add(id);
        transaction.Changed.Add(id);
        return transaction.Sql("DELETE FROM instances WHERE id=?").Bind(id).Run();
    }
}
