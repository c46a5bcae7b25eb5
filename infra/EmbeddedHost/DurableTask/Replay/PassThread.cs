namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>
/// Keeps an orchestrator on the thread of its pass. Continuations that the pass itself posts are run between two events; one that
/// comes from any other thread means that the orchestrator awaited something that is not durable.
/// </summary>
/// <param name="left">Told of such a continuation, which may come long after the pass.</param>
internal sealed class PassThread(Action left) : SynchronizationContext
{
    internal const string IllegalAwait =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator "
        + "function's implementation or by middleware that invokes asynchronous code.";

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private volatile int _thread;

    /// <summary>A foreign continuation came in while the pass ran.</summary>
    internal bool WasLeft { get; private set; }

    internal bool IsHere => Environment.CurrentManagedThreadId == _thread;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsHere) _posted.Enqueue((d, state));
        else Leave();
    }

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (!IsHere) throw new InvalidOperationException(IllegalAwait);
        d(state);
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>From here on the pass belongs to the calling thread.</summary>
    internal void Begin() => _thread = Environment.CurrentManagedThreadId;

    /// <summary>Runs <paramref name="step"/> for each event, and after each everything that it posted.</summary>
    internal void Run<T>(IReadOnlyList<T> events, Action<T> step)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            for (var i = 0; i < events.Count; i++)
            {
                step(events[i]);
                while (_posted.TryDequeue(out var next)) next.Callback(next.State);
            }
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>What is still awaited may come in later on any thread; it is ignored.</summary>
    internal void End() => _thread = 0;

    /// <exception cref="InvalidOperationException">The caller is not the orchestrator's own thread, or the pass is over.</exception>
    internal void Demand()
    {
        if (IsHere) return;
        Leave();
        throw new InvalidOperationException(IllegalAwait);
    }

    private void Leave()
    {
        WasLeft = true;
        left();
    }
}
