using KoSales.LocalHost.DurableTask.History;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>The state of the instance that kept the id, or null when the new one was stored.</summary>
internal sealed record StartOutcome(OrchestrationRuntimeStatus? Existing);

internal sealed class StartOperation(
    NewInstance start,
    Func<OrchestrationRuntimeStatus, bool> replaces
) : HubOperation<StartOutcome>
{
    internal override void Apply(HubTransaction transaction) =>
        Outcome = new StartOutcome(InstanceStart.Apply(transaction, start, replaces));
}

/// <summary>
/// Stores a new instance, over an old one of the same id where that is allowed, together with its first
/// message or
/// start timer.
/// </summary>
internal static class InstanceStart
{
    /// <returns>The status of the instance that is in the way, or null.</returns>
    internal static OrchestrationRuntimeStatus? Apply(
        HubTransaction transaction,
        NewInstance start,
        Func<OrchestrationRuntimeStatus, bool> replaces
    )
    {
        if (!TryInsert(transaction, start))
        {
            var existing = transaction.StatusOf(start.Id);
            if (existing is { } status && !replaces(status))
                return status;
            Replace(transaction, start);
        }

        transaction.Created.Add(new InstanceState(Pending(transaction, start), [], 0));
        Wake(transaction, start);
        return null;
    }

    /// <summary>Now, or when the start timer fires.</summary>
    private static void Wake(HubTransaction transaction, NewInstance start)
    {
        if (start.StartAt is { } due && due > transaction.Now)
            transaction.AddTimer(start.Id, start.ExecutionId, HubSchema.StartTimerId, due);
        else
            transaction.Send(start.Id, start.ExecutionId, new Started());
    }

    internal static bool HasEnded(OrchestrationRuntimeStatus status) =>
        status
            is OrchestrationRuntimeStatus.Completed
                or OrchestrationRuntimeStatus.Failed
                or OrchestrationRuntimeStatus.Terminated;

    /// <summary>Why an instance was not started.</summary>
    internal static string Refusal(string id, OrchestrationRuntimeStatus status) =>
        $"An orchestration with id '{id}' already exists. It's in the {status} state.";

    /// <summary>Right after the insert.</summary>
    private static InstanceRow Pending(HubTransaction transaction, NewInstance start) =>
        new(
            transaction.Connection.LastInsertedRow,
            start,
            OrchestrationRuntimeStatus.Pending,
            transaction.Now,
            transaction.Now
        );

    private static bool TryInsert(HubTransaction transaction, NewInstance start) =>
        transaction
            .Sql(
                """
                INSERT INTO instances (id, name, execution, status, created, updated, start_at, version, tags,
                    parent, parent_name, parent_execution, parent_task, input)
                VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO NOTHING
                """
            )
            .Bind(start.Id)
            .Bind(start.Name)
            .Bind(start.ExecutionId)
            .Bind((long)OrchestrationRuntimeStatus.Pending)
            .Bind(transaction.Now)
            .Bind(transaction.Now)
            .Bind(start.StartAt)
            .Bind(start.Version)
            .Bind(start.Tags)
            .Bind(start.Parent?.InstanceId)
            .Bind(start.Parent?.Name)
            .Bind(start.Parent?.ExecutionId)
            .Bind((long?)start.Parent?.TaskId)
            .Bind(start.Input)
            .Run() == 1;

    private static void Replace(HubTransaction transaction, NewInstance start)
    {
        transaction
            .Sql("DELETE FROM history WHERE key=(SELECT key FROM instances WHERE id=?)")
            .Bind(start.Id)
            .Run();
        transaction.Sql("DELETE FROM instances WHERE id=?").Bind(start.Id).Run();
        TryInsert(transaction, start);
    }
}
