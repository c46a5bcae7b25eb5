namespace KoSales.Tests.EndToEnd;

/// <summary>A clock that runs, and that a test sets forward: what falls due by then rings at once. Wall
/// time can also be set without any time passing.</summary>
public sealed class SteeredClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<Alarm> _alarms = [];
    private readonly long _begun = System.GetTimestamp();
    private TimeSpan _passed;
    private TimeSpan _shifted;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private TimeSpan Elapsed => System.GetElapsedTime(_begun) + _passed;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return start + Elapsed + _shifted;
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return Elapsed.Ticks;
    }

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

    /// <summary>So much time has passed.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _passed += by;
            foreach (var alarm in _alarms)
                alarm.Set();
        }
    }

    /// <summary>Somebody has set the machine's clock; waits that run are none the shorter.</summary>
    public void Shift(TimeSpan by)
    {
        lock (_lock)
            _shifted += by;
    }

    private sealed class Alarm : ITimer
    {
        private readonly SteeredClock _clock;
        private readonly Action _ring;
        private readonly ITimer _timer;
        private TimeSpan _due = Timeout.InfiniteTimeSpan;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public Alarm(SteeredClock clock, Action ring)
        {
            (_clock, _ring) = (clock, ring);
            _timer = System.CreateTimer(
                _ => Ring(),
                null,
                Timeout.InfiniteTimeSpan,
                Timeout.InfiniteTimeSpan
            );
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._lock)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? dueTime : _clock.Elapsed + dueTime;
                _period = period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : period;
                if (_due == Timeout.InfiniteTimeSpan)
                    _clock._alarms.Remove(this);
                else
                    _clock._alarms.Add(this);
                return Set();
            }
        }

        /// <summary>Under the clock's lock.</summary>
        public bool Set()
        {
            if (_due == Timeout.InfiniteTimeSpan)
                return _timer.Change(_due, Timeout.InfiniteTimeSpan);
            var left = _due - _clock.Elapsed;
            return _timer.Change(
                left > TimeSpan.Zero
                    ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds))
                    : TimeSpan.Zero,
                Timeout.InfiniteTimeSpan
            );
        }

        public void Dispose()
        {
            lock (_clock._lock)
                _clock._alarms.Remove(this);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Ring()
        {
            lock (_clock._lock)
            {
                if (_due == Timeout.InfiniteTimeSpan || _due > _clock.Elapsed)
                    return;
                Change(_period, _period);
            }

            _ring();
        }
    }
}
