using System.Threading.Channels;
using KoSales.LocalHost.DurableTask.History;
using KoSales.LocalHost.DurableTask.Hub;
using Microsoft.DurableTask;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// Runs activities, at most so many at once. An activity leaves the hub with the commit of its result, so
/// one that a
/// crash interrupts runs again: at least once.
/// </summary>
internal sealed class ActivityPump(ITaskWorker worker, Action<ActivityTask, long, HubEvent> done)
    : IDisposable
{
    private readonly Channel<(ActivityTask Task, long Term)> _queue = Channel.CreateUnbounded<(
        ActivityTask,
        long
    )>();
    private readonly CancellationTokenSource _stopping = new();
    private Task _workers = Task.CompletedTask;
    private long _term;

    internal void Start(int workers) =>
        _workers = Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(Work)));

    /// <summary>What was queued under another lease is not run.</summary>
    internal void Reset(long term) => Volatile.Write(ref _term, term);

    internal void Add(List<ActivityTask> tasks)
    {
        var term = Volatile.Read(ref _term);
        if (term == 0)
            return;
        foreach (var task in tasks)
            _queue.Writer.TryWrite((task, term));
    }

    /// <summary>
    /// Takes no more, and waits for those that run; when the token fires they are told to stop and left.
    /// </summary>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        Reset(0);
        _queue.Writer.TryComplete();
        await using var hurry = cancellation.Register(_stopping.Cancel);
        await _workers
            .WaitAsync(cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task Work()
    {
        await foreach (var (task, term) in _queue.Reader.ReadAllAsync())
        {
            if (term != Volatile.Read(ref _term))
                continue;
            if (await RunAsync(task) is not { } result)
                continue;
            HubMetrics.Activity(result is TaskDone);
            done(task, term, result);
        }
    }

    /// <summary>
    /// Null when the activity gave way to the shutdown: it stays in the hub and runs again after the next
    /// start.
    /// </summary>
    private async Task<HubEvent?> RunAsync(ActivityTask task)
    {
        if (!worker.HasActivity(task.Name))
            return NotFound(task);
        var outcome = await worker.RunActivityAsync(
            new ActivityCall(task.Name, task.InstanceId, task.Input),
            _stopping.Token
        );
        if (outcome.Failure is not { } failure)
            return new TaskDone(task.TaskId, outcome.Result);
        var gaveWay =
            outcome.WasCutOff
            || (Volatile.Read(ref _term) == 0 && failure.IsCausedBy<OperationCanceledException>());
        return gaveWay ? null : new TaskFailed(task.TaskId, new StoredFailure(failure));
    }

    private static TaskFailed NotFound(ActivityTask task)
    {
        var details = new TaskFailureDetails(
            "ActivityTaskNotFound",
            $"No activity task named '{task.Name}' was found.",
            null,
            null,
            null
        );
        return new TaskFailed(task.TaskId, new StoredFailure(details, IsFinal: true));
    }
}
