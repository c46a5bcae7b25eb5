using NodaTime;

namespace KoSales.Functions.Agents;

/// <summary>Which day it is where the company works; leave and daily limits go by it.</summary>
public sealed class CompanyDay(DateTimeZone zone)
{
    public static CompanyDay India { get; } = new(DateTimeZoneProviders.Tzdb["Asia/Kolkata"]);

    public LocalDate Of(Instant now) => now.InZone(zone).Date;
}
