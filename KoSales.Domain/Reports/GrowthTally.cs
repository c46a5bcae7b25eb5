using NodaTime;

namespace KoSales.Domain.Reports;

/// <summary>How many came to a cohort and left it within one day or week.</summary>
/// <param name="Begin">The day, or the Monday of the week.</param>
/// <param name="Size">Members at its end, as far as it is past.</param>
public sealed record GrowthStep(LocalDate Begin, int Joined, int Left, int Size);

/// <summary>Adds up membership periods by day or week. Not thread-safe.</summary>
/// <param name="from">The first instant that is told of.</param>
/// <param name="to">The first instant that is not.</param>
/// <param name="weekly">By weeks; by days otherwise.</param>
public sealed class GrowthTally(Instant from, Instant to, bool weekly)
{
    private readonly Dictionary<LocalDate, int> _joined = [];
    private readonly Dictionary<LocalDate, int> _left = [];
    private int _before;

    /// <param name="left">Null for who is still in.</param>
    public void Add(Instant joined, Instant? left)
    {
        if (joined < from)
            _before++;
        else if (joined < to)
            Count(_joined, joined);
        if (left is not { } at)
            return;
        if (at < from)
            _before--;
        else if (at < to)
            Count(_left, at);
    }

    /// <summary>Every day or week of the span, in order, also those in which nothing happened.</summary>
    public IEnumerable<GrowthStep> Steps()
    {
        var size = _before;
        var last = BeginOf(to - Duration.FromMilliseconds(1));
        for (var step = BeginOf(from); step <= last; step = step.PlusDays(weekly ? 7 : 1))
        {
            var (joined, left) = (_joined.GetValueOrDefault(step), _left.GetValueOrDefault(step));
            size += joined - left;
            yield return new GrowthStep(step, joined, left, size);
        }
    }

    private void Count(Dictionary<LocalDate, int> counts, Instant at)
    {
        var step = BeginOf(at);
        counts[step] = counts.GetValueOrDefault(step) + 1;
    }

    private LocalDate BeginOf(Instant at) => weekly ? Periods.WeekOf(at) : CompanyDay.Of(at);
}
