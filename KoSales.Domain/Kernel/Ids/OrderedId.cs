using System.Globalization;
using NodaTime;

namespace KoSales.Domain.Kernel.Ids;

/// <summary>Ids of events and timeline entries: version 7 UUIDs, 32 hex digits, in the order in which this
/// process made them, also within a millisecond.</summary>
/// <remarks>
/// A change is loaded, decided and committed under optimistic concurrency, so the order in which the events
/// and entries of one entity are made is the order in which they
/// are committed; the time of the command alone would not be, since a later command may commit first. Two
/// processes agree as far as their clocks do.
/// </remarks>
public static class OrderedId
{
    private const int CounterBits = 12;
    private static long _last;

    /// <param name="now">Taken as it is unless that would put the id before one made already.</param>
    public static string Next(Instant now)
    {
        var stamp = NextStamp(now.ToUnixTimeMilliseconds() << CounterBits);
        var random = Guid.CreateVersion7(now.ToDateTimeOffset()).ToString("N");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stamp >> CounterBits:x12}7{stamp & ((1 << CounterBits) - 1):x3}{random.AsSpan(16)}"
        );
    }

    private static long NextStamp(long wanted)
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, wanted);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
                return next;
        }
    }
}
