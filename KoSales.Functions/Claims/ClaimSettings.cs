using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Functions.Claims;

/// <summary>Section <c>KoSales:Claims</c>.</summary>
public sealed class ClaimSettings
{
    public const string Section = "KoSales:Claims";

    /// <summary>Business time after which a claimed lead that nobody touched goes back to its pool.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Local time of day from which leads are handed out to be called.</summary>
    public TimeSpan CallFrom { get; set; } = TimeSpan.FromHours(9);

    /// <summary>Local time of day from which they are not any more.</summary>
    public TimeSpan CallUntil { get; set; } = TimeSpan.FromHours(21);

    public string TimeZone { get; set; } = "Asia/Kolkata";

    public CallingHours Hours() =>
        new(
            LocalTime.Midnight + Period.FromTicks(CallFrom.Ticks),
            TimeOf(CallUntil),
            DateTimeZoneProviders.Tzdb[TimeZone]
        );

    /// <summary>The first sentence that says what is wrong, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { Lease: var lease }
                when lease < TimeSpan.FromMinutes(1) || lease > TimeSpan.FromDays(10) =>
                $"{Section}:Lease is {lease}, but must be 1 minute to 10 days of business time.",
            { CallFrom: var from, CallUntil: var until }
                when from < TimeSpan.Zero || until > TimeSpan.FromDays(1) || from >= until =>
                $"{Section}:CallFrom is {from} and CallUntil {until}; within one day, the first must come before the second.",
            _ when DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is null =>
                $"{Section}:TimeZone is {TimeZone}, which is no time zone; write one such as Asia/Kolkata.",
            _ => null,
        };

    // Midnight at the end of the day is no local time; the last tick before it is as good.
    private static LocalTime TimeOf(TimeSpan time) =>
        time == TimeSpan.FromDays(1)
            ? LocalTime.MaxValue
            : LocalTime.Midnight + Period.FromTicks(time.Ticks);
}
