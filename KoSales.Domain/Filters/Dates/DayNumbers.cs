using NodaTime;

namespace KoSales.Domain.Filters.Dates;

/// <summary>Calendar days as numbers, by which conditions on days and instants are compared.</summary>
internal static class DayNumbers
{
    private const long MillisPerDay = 86_400_000;
    private const int EpochDay = 719_162;

    /// <summary>Counts days from 0001-01-01, which is 0.</summary>
    internal static long NumberOf(LocalDate day) => day.ToDateOnly().DayNumber;

    internal static LocalDate DayOfNumber(long number) =>
        LocalDate.FromDateOnly(DateOnly.FromDayNumber((int)number));

    /// <summary>The day's first millisecond in UTC, by the same count of days.</summary>
    internal static long UtcMillis(int year, int month, int day) =>
        (new DateOnly(year, month, day).DayNumber - EpochDay) * MillisPerDay;
}
