namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>One alarm for all durable timers: it knows only when the nearest is due. Thread-safe.</summary>
internal sealed class TimerClock : IDisposable
{
    /// <summary>
    /// A timer of the runtime cannot wait for months; the alarm then goes off early and finds nothing due.
    /// </summary>
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly Action _ring;
    private readonly Lock _gate = new();
    private readonly ITimer _alarm;
    private DateTime _next = DateTime.MaxValue;

    /// <param name="time">The clock.</param>
    /// <param name="ring">Called when the nearest timer may be due; answers with <see cref="Reset"/>.</param>
    internal TimerClock(TimeProvider time, Action ring)
    {
        _time = time;
        _ring = ring;
        _alarm = time.CreateTimer(
            _ => ring(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>There is a timer at this time.</summary>
    internal void Expect(DateTime due)
    {
        lock (_gate)
        {
            if (due < _next)
                Set(due);
        }
    }

    /// <summary>This is the nearest timer now, or there is none.</summary>
    internal void Reset(DateTime? due)
    {
        lock (_gate)
            Set(due ?? DateTime.MaxValue);
    }

    public void Dispose() => _alarm.Dispose();

    private void Set(DateTime due)
    {
        _next = due;
        var left =
            due == DateTime.MaxValue ? TimeSpan.MaxValue : due - _time.GetUtcNow().UtcDateTime;
        var isOff = left == TimeSpan.MaxValue || left <= TimeSpan.Zero;
        _alarm.Change(isOff ? Timeout.InfiniteTimeSpan : Wait(left), Timeout.InfiniteTimeSpan);
        if (left <= TimeSpan.Zero)
            _ring();
    }

    /// <summary>Whole milliseconds upwards: an alarm a tick too early would find nothing due.</summary>
    private static TimeSpan Wait(TimeSpan left) =>
        left > _longestWait
            ? _longestWait
            : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
}
