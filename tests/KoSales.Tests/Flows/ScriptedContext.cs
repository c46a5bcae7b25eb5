using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.Tests.Flows;

/// <summary>An orchestration context by hand: activities are lambdas, the clock jumps to the next timer
/// when nothing else is left, and events come at the instants
/// that the script says. Events to a name wait until somebody waits for them, as the real ones do.</summary>
internal sealed class ScriptedContext : TaskOrchestrationContext
{
    private readonly Dictionary<string, Func<object?, object?>> _activities = [];
    private readonly Dictionary<string, Queue<Action>> _waiters = [];
    private readonly Dictionary<string, Queue<object?>> _buffered = [];
    private readonly List<(DateTime At, int Order, Action Happens)> _agenda = [];
    private DateTime _now = new(2026, 3, 4, 4, 30, 0, DateTimeKind.Utc);
    private int _order;

    public override TaskName Name => "StageFlow";

    public override string InstanceId => "LP-1.1";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    /// <summary>Instants at which activities were called.</summary>
    public List<DateTime> Calls { get; } = [];

    public object? ContinuedWith { get; private set; }

    /// <summary>Timers that nobody cancelled and that have not fired: an orchestration stays running for
    /// them.</summary>
    public int PendingTimers { get; private set; }

    public ScriptedContext Activity(string name, Func<object?, object?> run)
    {
        _activities[name] = run;
        return this;
    }

    public ScriptedContext EventAt(DateTime at, string name)
    {
        _agenda.Add((at, _order++, () => Deliver(name)));
        return this;
    }

    /// <summary>Runs until the orchestrator ends or nothing is left that could wake it.</summary>
    /// <returns>Whether it ended.</returns>
    public bool Run(Func<TaskOrchestrationContext, Task> orchestrator)
    {
        var run = orchestrator(this);
        while (!run.IsCompleted && _agenda.Count > 0)
        {
            var next = _agenda.MinBy(a => (a.At, a.Order));
            _agenda.Remove(next);
            if (next.At > _now)
                _now = next.At;
            next.Happens();
        }

        if (run.IsFaulted)
            run.GetAwaiter().GetResult();
        return run.IsCompleted;
    }

    public override Task<TResult> CallActivityAsync<TResult>(
        TaskName name,
        object? input = null,
        TaskOptions? options = null
    )
    {
        Calls.Add(_now);
        return Task.FromResult((TResult)_activities[name.Name](input)!);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = new TaskCompletionSource();
        PendingTimers++;
        void End(Action how)
        {
            if (timer.Task.IsCompleted)
                return;
            PendingTimers--;
            how();
        }

        _agenda.Add((fireAt, _order++, () => End(timer.SetResult)));
        cancellationToken.Register(() => End(timer.SetCanceled));
        return timer.Task;
    }

    public override Task<T> WaitForExternalEvent<T>(
        string eventName,
        CancellationToken cancellationToken = default
    )
    {
        if (_buffered.TryGetValue(eventName, out var early) && early.TryDequeue(out var payload))
            return Task.FromResult((T)payload!);
        var arrived = new TaskCompletionSource<T>();
        if (!_waiters.TryGetValue(eventName, out var waiters))
            _waiters[eventName] = waiters = new Queue<Action>();
        waiters.Enqueue(() => arrived.SetResult(default!));
        return arrived.Task;
    }

    public override T? GetInput<T>()
        where T : default => default;

    public override void ContinueAsNew(
        object? newInput = null,
        bool preserveUnprocessedEvents = true
    )
    {
        Assert.True(preserveUnprocessedEvents);
        ContinuedWith = newInput;
    }

    public override void SendEvent(string instanceId, string eventName, object payload) =>
        throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) { }

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName,
        object? input = null,
        TaskOptions? options = null
    ) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private void Deliver(string name)
    {
        if (_waiters.TryGetValue(name, out var waiters) && waiters.TryDequeue(out var arrived))
            arrived();
        else if (_buffered.TryGetValue(name, out var early))
            early.Enqueue(null);
        else
            _buffered[name] = new Queue<object?>([null]);
    }
}
