using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>The windows of each local date: dated hours before holiday before weekday; overnight windows
/// split at midnight; sorted and disjoint.</summary>
internal sealed class DayHours
{
    private readonly DayWindow[][] _week;
    private readonly Dictionary<LocalDate, DayWindow[]> _dated;

    public DayHours(CalendarDefinition calendar)
    {
        _week =
        [
            .. Enumerable
                .Range(1, 7)
                .Select(day => Merge(WeekdayParts(calendar.Week, (IsoDayOfWeek)day))),
        ];
        _dated = DatedParts(calendar.Holidays);
    }

    public IReadOnlyList<DayWindow> On(LocalDate date) =>
        _dated.TryGetValue(date, out var dated) ? dated : _week[(int)date.DayOfWeek - 1];

    private static IEnumerable<DayWindow> WeekdayParts(WeeklyHours week, IsoDayOfWeek day)
    {
        var before = day == IsoDayOfWeek.Monday ? IsoDayOfWeek.Sunday : day - 1;
        return week.On(day).Select(Evening).Concat(week.On(before).SelectMany(Morning));
    }

    /// <summary>An overnight window of a short day reaches into the next date only where that date has
    /// hours of its own: a weekday keeps its own.</summary>
    private static Dictionary<LocalDate, DayWindow[]> DatedParts(IReadOnlyList<Holiday> holidays)
    {
        var hours = holidays
            .GroupBy(h => h.Date)
            .ToDictionary(
                g => g.Key,
                g => g.Where(h => h.IsShortDay).SelectMany(h => h.Hours!).ToList()
            );
        return hours.ToDictionary(
            h => h.Key,
            h =>
                Merge(
                    h.Value.Select(Evening)
                        .Concat(
                            hours.TryGetValue(h.Key.PlusDays(-1), out var before)
                                ? before.SelectMany(Morning)
                                : []
                        )
                )
        );
    }

    private static DayWindow Evening(DayWindow window) =>
        window.IsOvernight ? window with { To = DayWindow.Day } : window;

    private static IEnumerable<DayWindow> Morning(DayWindow window) =>
        window.IsOvernight ? [new DayWindow(0, window.To)] : [];

    private static DayWindow[] Merge(IEnumerable<DayWindow> windows)
    {
        var merged = new List<DayWindow>();
        foreach (var window in windows.OrderBy(w => w.From))
        {
            if (merged.Count > 0 && window.From <= merged[^1].To)
                merged[^1] = merged[^1] with { To = Math.Max(merged[^1].To, window.To) };
            else
                merged.Add(window);
        }

        return [.. merged];
    }
}
