using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>Lays a calendar's windows out as intervals of physical time.</summary>
internal sealed class WorkingIntervals(CalendarDefinition calendar, DateTimeZone zone)
{
    private readonly DayHours _hours = new(calendar);

    /// <summary>Every working interval that lies between two instants, cut at them.</summary>
    public WorkingSpan Between(Instant start, Instant end)
    {
        var span = new WorkingSpan.Builder(start, end);
        foreach (var rules in zone.GetZoneIntervals(start, end))
            AddUnder(rules, span);
        return span.Build();
    }

    /// <summary>The dates seen while one offset holds; at a change of the offset a window is cut there and
    /// goes on under the next one, so that what the
    /// clock skips is not counted and what it repeats is counted twice.</summary>
    private void AddUnder(NodaTime.TimeZones.ZoneInterval rules, WorkingSpan.Builder span)
    {
        var from = Instant.Max(rules.HasStart ? rules.Start : span.Start, span.Start);
        var to = Instant.Min(rules.HasEnd ? rules.End : span.End, span.End);
        var last = to.WithOffset(rules.WallOffset).Date;
        for (
            var date = from.WithOffset(rules.WallOffset).Date;
            date <= last;
            date = date.PlusDays(1)
        )
        {
            var windows = _hours.On(date);
            if (windows.Count == 0)
                continue;
            var midnight = date.AtMidnight().WithOffset(rules.WallOffset).ToInstant();
            foreach (var window in windows)
            {
                span.Add(
                    Instant.Max(from, midnight + Duration.FromSeconds(window.From)),
                    Instant.Min(to, midnight + Duration.FromSeconds(window.To))
                );
            }
        }
    }
}
