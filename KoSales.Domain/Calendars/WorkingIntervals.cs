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
        var from = rules.HasStart ? Instant.Max(rules.Start, span.Start) : span.Start;
        var to = rules.HasEnd ? Instant.Min(rules.End, span.End) : span.End;
        var offset = rules.WallOffset;
        var last = to.WithOffset(offset).Date;
        for (var date = from.WithOffset(offset).Date; date <= last; date = date.PlusDays(1))
        {
            foreach (var working in OnDate(date, offset))
                span.Add(Instant.Max(from, working.Start), Instant.Min(to, working.End));
        }
    }

    private IEnumerable<Interval> OnDate(LocalDate date, Offset offset)
    {
        var midnight = date.AtMidnight().WithOffset(offset).ToInstant();
        return _hours
            .On(date)
            .Select(w => new Interval(
                midnight + Duration.FromSeconds(w.From),
                midnight + Duration.FromSeconds(w.To)
            ));
    }
}
