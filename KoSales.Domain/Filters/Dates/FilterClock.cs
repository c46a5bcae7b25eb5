using NodaTime;

namespace KoSales.Domain.Filters.Dates;

/// <summary>A moment, as relative dates are compared with it. One serves any number of filters and
/// documents, from any thread.</summary>
/// <remarks>Times of documents have milliseconds, so now is taken by its millisecond too.</remarks>
public sealed class FilterClock(Instant now)
{
    private static readonly int Periods = Enum.GetValues<CalendarPeriod>().Length;

    private readonly RelativeWindow?[] _instants = new RelativeWindow?[Periods];
    private readonly RelativeWindow?[] _days = new RelativeWindow?[Periods];
    private object? _today;

    public Instant Now { get; } = now;

    /// <summary>Milliseconds from 1970.</summary>
    public long Millis { get; } = now.ToUnixTimeMilliseconds();

    /// <summary>The company's calendar day.</summary>
    public LocalDate Today => (LocalDate)(_today ??= CompanyDay.Of(Now));

    /// <summary>Where the values of a period lie: milliseconds, or numbers of days.</summary>
    internal RelativeWindow Of(CalendarPeriod period, bool days)
    {
        // Two threads may both make it; they make the same.
        ref var known = ref (days ? _days : _instants)[(int)period];
        return known ??= Make(period, days);
    }

    private RelativeWindow Make(CalendarPeriod period, bool days)
    {
        var (first, after) = period.SeenFrom(Today);
        return days
            ? new RelativeWindow(DayNumbers.NumberOf(first), DayNumbers.NumberOf(after))
            : new RelativeWindow(
                CompanyDay.StartOf(first).ToUnixTimeMilliseconds(),
                CompanyDay.StartOf(after).ToUnixTimeMilliseconds()
            );
    }
}

/// <summary>Values from the first to before the second: milliseconds, or numbers of days.</summary>
internal sealed record RelativeWindow(long From, long Before);
