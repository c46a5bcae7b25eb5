using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>The working intervals of a stretch of time with their prefix sums; immutable. All values in
/// ticks since the Unix epoch.</summary>
internal sealed class WorkingSpan
{
    public static readonly WorkingSpan Empty = new(Instant.MaxValue, Instant.MinValue, [], [], []);

    private readonly long[] _starts;
    private readonly long[] _ends;

    /// <summary>Working ticks before interval i; one more entry than intervals, the last being the
    /// total.</summary>
    private readonly long[] _before;

    private WorkingSpan(Instant start, Instant end, long[] starts, long[] ends, long[] before) =>
        (Start, End, _starts, _ends, _before) = (start, end, starts, ends, before);

    public Instant Start { get; }

    public Instant End { get; }

    public bool IsEmpty => Start > End;

    public long Total => _before.Length == 0 ? 0 : _before[^1];

    /// <summary>Working ticks in [<see cref="Start"/>, instant).</summary>
    public long WorkedUntil(long instant)
    {
        var i = LastAtOrBefore(_starts, instant);
        return i < 0 ? 0 : _before[i] + Math.Min(instant, _ends[i]) - _starts[i];
    }

    /// <summary>The least instant with that many working ticks before it; 0 &lt; worked ≤
    /// <see cref="Total"/>.</summary>
    public long FirstWith(long worked)
    {
        var i = LastAtOrBefore(_before.AsSpan(0, _starts.Length), worked - 1);
        return _starts[i] + worked - _before[i];
    }

    private static int LastAtOrBefore(ReadOnlySpan<long> sorted, long value)
    {
        var at = sorted.BinarySearch(value);
        return at >= 0 ? at : ~at - 1;
    }

    public sealed class Builder(Instant start, Instant end)
    {
        private readonly List<long> _starts = [];
        private readonly List<long> _ends = [];

        public Instant Start => start;

        public Instant End => end;

        /// <summary>In order; an empty interval is dropped and one that touches the last is joined to
        /// it.</summary>
        public void Add(Instant from, Instant to)
        {
            if (to <= from)
                return;
            var (first, last) = (from.ToUnixTimeTicks(), to.ToUnixTimeTicks());
            if (_ends.Count > 0 && _ends[^1] == first)
            {
                _ends[^1] = last;
                return;
            }

            _starts.Add(first);
            _ends.Add(last);
        }

        public WorkingSpan Build()
        {
            var before = new long[_starts.Count + 1];
            for (var i = 0; i < _starts.Count; i++)
                before[i + 1] = before[i] + _ends[i] - _starts[i];
            return new WorkingSpan(start, end, [.. _starts], [.. _ends], before);
        }
    }
}
