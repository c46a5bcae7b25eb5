using NodaTime;

namespace KoSales.Domain.Calendars;

/// <summary>Whether a definition can be counted by. Windows of a day that overlap or touch count as one;
/// nothing else is mended.</summary>
public static class CalendarCheck
{
    /// <summary>The compiled calendar, or every fault at once.</summary>
    /// <param name="now">The 366 days within which there must be working time are counted from here.</param>
    /// <param name="pointer">Where the definition stands in the request; empty for its root.</param>
    public static Verdict<WorkingTime> Compile(
        CalendarDefinition calendar,
        Instant now,
        string pointer = ""
    )
    {
        var windows = WindowFaults(calendar.Week, calendar.Holidays, pointer);
        if (windows.Count == 0)
            return WorkingTime.For(calendar, now, pointer);
        return DateTimeZoneProviders.Tzdb.GetZoneOrNull(calendar.TimeZone) is null
            ? Verdict<WorkingTime>.Refuse([
                WorkingTime.UnknownZone(calendar.TimeZone, pointer),
                .. windows,
            ])
            : Verdict<WorkingTime>.Refuse(windows);
    }

    /// <summary>Windows without length. One that ends before it begins is overnight, and 00:00 to 00:00 or
    /// 24:00 is the whole day.</summary>
    public static IReadOnlyList<Fault> WindowFaults(
        WeeklyHours week,
        IReadOnlyList<Holiday> holidays,
        string pointer
    ) =>
        [
            .. WeeklyHours.Days.SelectMany(day =>
                Faults(week.On(day), $"{pointer}/week/{WeeklyHours.NameOf(day)}")
            ),
            .. holidays.SelectMany(
                (holiday, i) => Faults(holiday.Hours ?? [], $"{pointer}/holidays/{i}/hours")
            ),
        ];

    private static IEnumerable<Fault> Faults(IReadOnlyList<DayWindow> windows, string pointer) =>
        windows
            .Index()
            .Where(w => w.Item.From == w.Item.To)
            .Select(w =>
                Fault.Invalid(
                    $"{pointer}/{w.Index}",
                    "calendar.empty_window",
                    "A window ends at another time than it begins; write 00:00 to 24:00 for the whole day."
                )
            );
}
