using NodaTime;

namespace KoSales.Domain.Reports;

/// <summary>The weeks and months by which figures are told, in the company's calendar.</summary>
public static class Periods
{
    /// <summary>The Monday of the week.</summary>
    public static LocalDate WeekOf(Instant instant) => WeekOf(CompanyDay.Of(instant));

    /// <inheritdoc cref="WeekOf(Instant)"/>
    public static LocalDate WeekOf(LocalDate day) =>
        day.PlusDays(IsoDayOfWeek.Monday - day.DayOfWeek);

    /// <summary>The first day of the month.</summary>
    public static LocalDate MonthOf(LocalDate day) => new(day.Year, day.Month, 1);

    /// <summary>Such as <c>2026-11</c>.</summary>
    public static string MonthText(LocalDate month) =>
        month.ToString("uuuu-MM", System.Globalization.CultureInfo.InvariantCulture);
}
