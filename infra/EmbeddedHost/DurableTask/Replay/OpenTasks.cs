using KoSales.EmbeddedHost.DurableTask.History;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>How a durable call ended: a failure, or a result (JSON or null).</summary>
internal readonly record struct CallOutcome(int Id, string? Result, StoredFailure? Failure);

/// <summary>
/// Activities, timers and sub-orchestrations that have not ended. An instance is not complete while there is one. Results of calls that
/// are not open are duplicates, or of cancelled timers, and are ignored.
/// </summary>
internal sealed class OpenTasks
{
    private readonly Dictionary<int, TaskCompletionSource<CallOutcome>> _open = [];

    internal bool Any => _open.Count > 0;

    internal Task<CallOutcome> Open(int id)
    {
        // Completions must go on inside the completing event, on the pass's thread.
        var source = new TaskCompletionSource<CallOutcome>();
        _open.Add(id, source);
        return source.Task;
    }

    internal void Apply(HubEvent value)
    {
        switch (value)
        {
            case TaskDone e: Close(new CallOutcome(e.Id, e.Result, null)); break;
            case SubDone e: Close(new CallOutcome(e.Id, e.Result, null)); break;
            case TaskFailed e: Close(new CallOutcome(e.Id, null, e.Failure)); break;
            case SubFailed e: Close(new CallOutcome(e.Id, null, e.Failure)); break;
            case TimerFired e: Close(new CallOutcome(e.Id, null, null)); break;
        }
    }

    /// <returns>False when it has already ended.</returns>
    internal bool Cancel(int id, CancellationToken cancellation) =>
        _open.Remove(id, out var source) && source.TrySetCanceled(cancellation);

    private void Close(CallOutcome outcome)
    {
        if (_open.Remove(outcome.Id, out var source)) source.TrySetResult(outcome);
    }
}
