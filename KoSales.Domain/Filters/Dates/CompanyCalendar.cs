using NodaTime;

namespace KoSales.Domain.Filters.Dates;

/// <summary>The calendar days of the company, by which filters understand <c>today</c> and all other
/// periods.</summary>
public static class CompanyCalendar
{
    private const long MillisPerDay = 86_400_000;
    private const int EpochDay = 719_162;

    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];

    public static LocalDate DayOf(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>The first instant of a day.</summary>
    public static Instant StartOf(LocalDate day) => Zone.AtStartOfDay(day).ToInstant();

    /// <summary>Counts days from 0001-01-01, which is 0.</summary>
    internal static long NumberOf(LocalDate day) => day.ToDateOnly().DayNumber;

    internal static LocalDate DayOfNumber(long number) =>
        LocalDate.FromDateOnly(DateOnly.FromDayNumber((int)number));

    /// <summary>The day's first millisecond in UTC, by the same count of days.</summary>
    internal static long UtcMillis(int year, int month, int day) =>
        (new DateOnly(year, month, day).DayNumber - EpochDay) * MillisPerDay;
}
