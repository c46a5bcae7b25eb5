using KoSales.LocalHost.DurableTask.History;

namespace KoSales.LocalHost.DurableTask.Hub;

internal enum SendOutcome
{
    /// <summary>The message is in the inbox.</summary>
    Sent,

    /// <summary>There is no such instance; the message was dropped.</summary>
    Missing,

    /// <summary>The instance has ended; the message was dropped.</summary>
    Ended,
}

internal sealed class SendOperation(string instanceId, HubEvent message) : HubOperation<SendOutcome>
{
    internal override void Apply(HubTransaction transaction) =>
        Outcome = Apply(transaction, instanceId, message);

    internal static SendOutcome Apply(
        HubTransaction transaction,
        string instanceId,
        HubEvent message
    )
    {
        if (transaction.StatusOf(instanceId) is not { } status)
            return SendOutcome.Missing;
        if (InstanceStart.HasEnded(status))
            return SendOutcome.Ended;
        transaction.Send(instanceId, null, message);
        return SendOutcome.Sent;
    }
}

/// <summary>Tells an instance, and its running descendants where asked, to end.</summary>
internal sealed class TerminateOperation(string instanceId, string? output, bool recursive)
    : HubOperation<SendOutcome>
{
    internal override void Apply(HubTransaction transaction)
    {
        Outcome = SendOperation.Apply(transaction, instanceId, new Terminated(output));
        if (!recursive)
            return;
        foreach (var child in Family.Descendants(transaction.Connection, instanceId))
            SendOperation.Apply(transaction, child, new Terminated(output));
    }
}

/// <summary>
/// Stores an activity's result and takes the activity off the hub; a result that is already there is not
/// stored twice.
/// </summary>
internal sealed class ActivityResultOperation(
    ActivityTask task,
    long term,
    HubEvent result,
    Action<HubOperation, Exception> failed
) : HubOperation
{
    internal override long? Term => term;

    internal override void Apply(HubTransaction transaction)
    {
        if (transaction.Sql("DELETE FROM activities WHERE seq=?").Bind(task.Seq).Run() == 1)
            transaction.Send(task.InstanceId, task.ExecutionId, result);
    }

    internal override void Committed() { }

    internal override void Failed(Exception reason) => failed(this, reason);
}

internal static class Family
{
    internal static List<string> Descendants(HubConnection connection, string instanceId)
    {
        var found = new List<string>();
        var find = connection
            .Sql(
                """
                WITH RECURSIVE family (id) AS (
                    SELECT id FROM instances WHERE parent=?
                    UNION SELECT instances.id FROM instances JOIN family ON instances.parent=family.id)
                SELECT id FROM family
                """
            )
            .Bind(instanceId);
        while (find.Read())
            found.Add(find.Text(0));
        return found;
    }
}
