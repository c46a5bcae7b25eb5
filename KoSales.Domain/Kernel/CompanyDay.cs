using NodaTime;

namespace KoSales.Domain.Kernel;

/// <summary>Which day it is where the company works, which is India: leave, daily limits, <c>today</c> and
/// all other periods go by it.</summary>
public static class CompanyDay
{
    public static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Kolkata"];

    public static LocalDate Of(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>The first instant of a day.</summary>
    public static Instant StartOf(LocalDate day) => Zone.AtStartOfDay(day).ToInstant();
}
