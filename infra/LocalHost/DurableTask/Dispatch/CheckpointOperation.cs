using System.Text.Json;
using DurableTask.Core.Exceptions;
using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// Stores a pass: history, new activities, timers, events and children, the instance's state, the answer to
/// its parent,
/// and the removal of the messages that it took. All in one transaction, so that a crash leaves either the
/// whole pass
/// or none of it.
/// </summary>
internal sealed class CheckpointOperation(
    Checkpoint checkpoint,
    Action<CheckpointOperation> committed,
    Action<HubOperation, Exception> failed
) : HubOperation
{
    internal Checkpoint Checkpoint { get; } = checkpoint;

    /// <summary>
    /// The instance's state after the commit, for the next pass; null when another start has taken its place.
    /// </summary>
    internal InstanceState? After { get; private set; }

    internal override long? Term => Checkpoint.Term;

    private readonly string _nextExecution = checkpoint.NewExecution();

    private InstanceRow Row => Checkpoint.State.Row;

    /// <summary>Whether anybody will be there for a timer: neither the instance nor its generation ends
    /// here.</summary>
    private bool GoesOn =>
        Checkpoint.Outcome.Next is null && !InstanceStart.HasEnded(Checkpoint.Status);

    internal override void Apply(HubTransaction transaction)
    {
        foreach (var message in Checkpoint.Consumed)
            transaction.Consume(message.Seq);
        After = null;
        var status = Checkpoint.Status;
        var next = Checkpoint.Outcome.Next;
        if (UpdateRow(transaction, status, next) == 0)
            return;
        transaction.Changed.Add(Row.Start.Id);
        AppendHistory(transaction);
        Act(transaction);
        After = next is null ? Advance(transaction, status) : Continue(transaction, status, next);
        if (InstanceStart.HasEnded(status))
            End(transaction, status);
    }

    internal override void Committed() => committed(this);

    internal override void Failed(Exception reason) => failed(this, reason);

    /// <returns>0 when another start has taken the instance's place: then nothing of the pass counts.</returns>
    private int UpdateRow(
        HubTransaction transaction,
        OrchestrationRuntimeStatus status,
        NextGeneration? next
    )
    {
        if (next is not null)
            return UpdateForNext(transaction, status, next);
        if (InstanceStart.HasEnded(status))
            return UpdateForEnd(transaction, status);
        return transaction
            .Sql("UPDATE instances SET status=?, updated=?, custom=? WHERE key=? AND execution=?")
            .Bind((long)status)
            .Bind(transaction.Now)
            .Bind(Checkpoint.Outcome.CustomStatus)
            .Bind(Row.Key)
            .Bind(Row.Start.ExecutionId)
            .Run();
    }

    private int UpdateForEnd(HubTransaction transaction, OrchestrationRuntimeStatus status)
    {
        var failure = Checkpoint.Outcome.Failure is { } details
            ? JsonSerializer.Serialize(details)
            : null;
        return transaction
            .Sql(
                "UPDATE instances SET status=?, updated=?, completed=?, custom=?, output=?, failure=? WHERE key=? AND execution=?"
            )
            .Bind((long)status)
            .Bind(transaction.Now)
            .Bind(transaction.Now)
            .Bind(Checkpoint.Outcome.CustomStatus)
            .Bind(Checkpoint.Outcome.Output)
            .Bind(failure)
            .Bind(Row.Key)
            .Bind(Row.Start.ExecutionId)
            .Run();
    }

    private int UpdateForNext(
        HubTransaction transaction,
        OrchestrationRuntimeStatus status,
        NextGeneration next
    ) =>
        transaction
            .Sql(
                "UPDATE instances SET execution=?, status=?, updated=?, input=?, version=?, custom=NULL WHERE key=? AND execution=?"
            )
            .Bind(_nextExecution)
            .Bind((long)status)
            .Bind(transaction.Now)
            .Bind(next.Input)
            .Bind(Version(next))
            .Bind(Row.Key)
            .Bind(Row.Start.ExecutionId)
            .Run();

    private void AppendHistory(HubTransaction transaction)
    {
        if (Checkpoint.Outcome.Next is not null || Checkpoint.History.Length == 0)
            return;
        transaction
            .Sql("INSERT INTO history (key, part, events) VALUES (?,?,?)")
            .Bind(Row.Key)
            .Bind((long)Checkpoint.State.Parts)
            .Bind(Checkpoint.History)
            .Run();
    }

    private void Act(HubTransaction transaction)
    {
        foreach (var action in Checkpoint.Outcome.Actions)
            Act(transaction, action);
        foreach (var timer in Checkpoint.DroppedTimers)
            transaction.RemoveTimer(Row.Start.Id, timer.Id, timer.FireAt);
    }

    private void Act(HubTransaction transaction, PlannedAction action)
    {
        switch (action)
        {
            case PlannedActivity a:
                transaction.Schedule(Checkpoint.State, a.Id, a.Name, a.Input);
                break;
            case PlannedTimer t when GoesOn:
                transaction.AddTimer(Row.Start.Id, Row.Start.ExecutionId, t.Id, t.FireAt);
                break;
            case PlannedEvent e:
                var raised = new EventRaised(e.Name, e.Payload);
                SendOperation.Apply(transaction, e.InstanceId, raised);
                break;
            case PlannedSub s:
                StartChild(transaction, s);
                break;
        }
    }

    private void StartChild(HubTransaction transaction, PlannedSub sub)
    {
        if (
            InstanceStart.Apply(transaction, Child(sub), InstanceStart.HasEnded) is not { } existing
        )
            return;
        var refused = TaskFailureDetails.FromException(StartRefused(sub.InstanceId, existing));
        transaction.Send(
            Row.Start.Id,
            Row.Start.ExecutionId,
            new SubFailed(sub.Id, new StoredFailure(refused))
        );
    }

    private NewInstance Child(PlannedSub sub) =>
        new(sub.InstanceId, sub.Name, Checkpoint.NewExecution(), sub.Input)
        {
            Version = sub.Version,
            Tags = sub.Tags,
            Parent = new ParentLink(Row.Start.Id, Row.Start.Name, Row.Start.ExecutionId, sub.Id),
        };

    private InstanceState Continue(
        HubTransaction transaction,
        OrchestrationRuntimeStatus status,
        NextGeneration next
    )
    {
        transaction.Sql("DELETE FROM history WHERE key=?").Bind(Row.Key).Run();
        transaction.Send(Row.Start.Id, _nextExecution, new Started());
        foreach (var arrival in next.Events)
            transaction.Send(Row.Start.Id, null, new EventRaised(arrival.Name, arrival.Payload));
        var row = Row with
        {
            Start = StartOf(next),
            Status = status,
            UpdatedAt = transaction.Now,
            CustomStatus = null,
        };
        return new InstanceState(row, [], 0);
    }

    private NewInstance StartOf(NextGeneration next) =>
        Row.Start with
        {
            ExecutionId = _nextExecution,
            Input = next.Input,
            Version = Version(next),
        };

    private InstanceState Advance(HubTransaction transaction, OrchestrationRuntimeStatus status)
    {
        var custom = Checkpoint.Outcome.CustomStatus;
        var row = Row with { Status = status, UpdatedAt = transaction.Now, CustomStatus = custom };
        return new InstanceState(
            row,
            Checkpoint.State.History,
            Checkpoint.State.Parts + (Checkpoint.History.Length == 0 ? 0 : 1)
        );
    }

    private void End(HubTransaction transaction, OrchestrationRuntimeStatus status)
    {
        if (Row.Start.Parent is not { } parent)
            return;
        HubEvent answer =
            status == OrchestrationRuntimeStatus.Completed
                ? new SubDone(parent.TaskId, Checkpoint.Outcome.Output)
                : new SubFailed(
                    parent.TaskId,
                    new StoredFailure(Checkpoint.Outcome.Failure ?? Ended(status))
                );
        transaction.Send(parent.InstanceId, parent.ExecutionId, answer);
    }

    private string Version(NextGeneration next) =>
        string.IsNullOrWhiteSpace(next.Version) ? Row.Start.Version : next.Version;

    private static OrchestrationAlreadyExistsException StartRefused(
        string id,
        OrchestrationRuntimeStatus status
    ) => new(InstanceStart.Refusal(id, status));

    private TaskFailureDetails Ended(OrchestrationRuntimeStatus status) =>
        new(
            status.ToString(),
            Checkpoint.Outcome.Output ?? "The sub-orchestration was terminated.",
            null,
            null,
            null
        );
}
