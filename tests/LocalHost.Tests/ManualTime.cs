namespace KoSales.LocalHost.Tests;

/// <summary>A clock that stands still until it is told; its timers fire, in order of their due times, while
/// it is moved forward.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private DateTimeOffset _now = start;

    /// <summary>Timers that are running, so that a test can wait until its subject waits.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _alarms.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Moves on; what becomes due is called on this thread.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end;
        lock (_lock)
            end = _now + by;
        while (TakeDue(end) is { } alarm)
            alarm.Ring();
        lock (_lock)
            _now = end;
    }

    /// <summary>Sets the wall clock without letting time pass.</summary>
    public void SetBack(TimeSpan by)
    {
        lock (_lock)
            _now -= by;
    }

    private Alarm? TakeDue(DateTimeOffset end)
    {
        lock (_lock)
        {
            var first = _alarms.MinBy(a => a.Due);
            if (first is null || first.Due > end)
                return null;
            _alarms.Remove(first);
            if (first.Due > _now)
                _now = first.Due;
            return first;
        }
    }

    private sealed class Alarm(ManualTime time, Action ring) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                time._alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime;
                time._alarms.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
                time._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
