using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.Orchestrations;

/// <summary>
/// Runs an orchestrator by a script: activities are lambdas, events come at set times, and the clock jumps
/// to the next timer when nothing else is left to do.
/// Everything happens on the test's thread, in the order in which it was asked for. It does not replay.
/// </summary>
public sealed class ScriptedContext(object? input = null) : TaskOrchestrationContext
{
    private static readonly DateTime Start = new(2026, 11, 23, 4, 30, 0, DateTimeKind.Utc);

    private readonly Dictionary<string, Func<object?, object?>> _activities = [];
    private readonly Queue<Action> _pending = new();
    private readonly PriorityQueue<Action, DateTime> _later = new();
    private readonly List<(string Name, TaskCompletionSource<object?> Waiter)> _waiters = [];
    private readonly List<(string Name, object? Payload)> _unclaimed = [];
    private DateTime _now = Start;

    /// <summary>Activities and sub-orchestrations, in the order in which they were called.</summary>
    public List<(string Name, object? Input)> Calls { get; } = [];

    /// <summary>The most that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public object? CustomStatus { get; private set; }

    /// <summary>The next generation's input; null when it ended.</summary>
    public object? ContinuedWith { get; private set; }

    /// <summary>Timers that were made and neither fired nor were cancelled; an instance with one does not
    /// complete.</summary>
    public int OpenTimers { get; private set; }

    public TimeSpan Elapsed => _now - Start;

    public override TaskName Name => "scripted";

    public override string InstanceId => "scripted-1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public ScriptedContext On<TInput, TResult>(string name, Func<TInput, TResult> activity)
    {
        _activities[name] = given => activity((TInput)given!);
        return this;
    }

    /// <summary>Does something, such as raising an event, when the clock gets there.</summary>
    public ScriptedContext After(TimeSpan elapsed, Action<ScriptedContext> act)
    {
        _later.Enqueue(() => act(this), Start + elapsed);
        return this;
    }

    public void Raise(string name, object? payload = null)
    {
        // The latest waiter is served first.
        var at = _waiters.FindLastIndex(w =>
            string.Equals(w.Name, name, StringComparison.OrdinalIgnoreCase)
        );
        if (at < 0)
        {
            _unclaimed.Add((name, payload));
            return;
        }

        var waiter = _waiters[at].Waiter;
        _waiters.RemoveAt(at);
        _pending.Enqueue(() => waiter.TrySetResult(payload));
    }

    /// <summary>To the end of this generation. Throws what the orchestrator throws, and when nothing can
    /// happen any more.</summary>
    public async Task RunAsync(Func<TaskOrchestrationContext, Task> orchestrator)
    {
        var run = orchestrator(this);
        while (!run.IsCompleted)
        {
            if (_pending.TryDequeue(out var next))
                next();
            else if (_later.TryDequeue(out var due, out var at))
                Jump(due, at);
            else
                throw new InvalidOperationException(
                    "the orchestrator waits for something that the script does not have"
                );
        }

        await run;
    }

    public override T? GetInput<T>()
        where T : default => (T?)input;

    public override async Task<TResult> CallActivityAsync<TResult>(
        TaskName name,
        object? input = null,
        TaskOptions? options = null
    )
    {
        Calls.Add((name.Name, input));
        var done = new TaskCompletionSource<object?>();
        _pending.Enqueue(() => Perform(name.Name, input, done));
        MostAtOnce = Math.Max(MostAtOnce, _pending.Count);
        return (TResult)(await done.Task)!;
    }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null
    ) => CallActivityAsync<TResult>(orchestratorName, input, options);

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var fired = new TaskCompletionSource<object?>();
        OpenTimers++;
        _later.Enqueue(() => fired.TrySetResult(null), fireAt);
        await using var registration = cancellationToken.Register(() =>
            fired.TrySetCanceled(cancellationToken)
        );
        try
        {
            await fired.Task;
        }
        finally
        {
            OpenTimers--;
        }
    }

    public override async Task<T> WaitForExternalEvent<T>(
        string eventName,
        CancellationToken cancellationToken = default
    )
    {
        var waiter = new TaskCompletionSource<object?>();
        var at = _unclaimed.FindIndex(e =>
            string.Equals(e.Name, eventName, StringComparison.OrdinalIgnoreCase)
        );
        if (at >= 0)
        {
            waiter.SetResult(_unclaimed[at].Payload);
            _unclaimed.RemoveAt(at);
        }
        else
        {
            // As the real one: a waiter that was cancelled stays in line.
            _waiters.Add((eventName, waiter));
        }

        await using var registration = cancellationToken.Register(() =>
            waiter.TrySetCanceled(cancellationToken)
        );
        return (T)(await waiter.Task)!;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        Calls.Add(($"event:{instanceId}:{eventName}", payload));

    public override void SetCustomStatus(object? customStatus) => CustomStatus = customStatus;

    public override void ContinueAsNew(
        object? newInput = null,
        bool preserveUnprocessedEvents = true
    ) => ContinuedWith = newInput;

    public override Guid NewGuid() => new(Calls.Count + 1, 0, 0, new byte[8]);

    private void Jump(Action due, DateTime at)
    {
        if (at > _now)
            _now = at;
        due();
    }

    private void Perform(string name, object? given, TaskCompletionSource<object?> done)
    {
        try
        {
            done.SetResult(_activities[name](given));
        }
        catch (Exception exception) when (exception is not KeyNotFoundException)
        {
            done.SetException(new TaskFailedException(name, Calls.Count, exception));
        }
    }
}
