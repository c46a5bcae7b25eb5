using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Calendars.Effective;

/// <summary>The business time that counts for a team's work.</summary>
public interface IBusinessTime
{
    /// <param name="teamId">Null for the company's calendar.</param>
    ValueTask<IClockTime> OfTeamAsync(string? teamId, CancellationToken cancellationToken);
}

/// <summary>Everybody works by the default calendar.</summary>
public sealed class DefaultBusinessTime(TimeProvider time) : IBusinessTime
{
    private readonly WorkingTime _working = WorkingTime
        .For(CalendarDefinition.Default, Instant.FromDateTimeOffset(time.GetUtcNow()))
        .Value;

    public ValueTask<IClockTime> OfTeamAsync(string? teamId, CancellationToken cancellationToken) =>
        new(_working);
}

public static class BusinessMinutes
{
    /// <summary>Whole business minutes of [from, to).</summary>
    public static int MinutesBetween(this IClockTime time, Instant from, Instant to) =>
        (int)Math.Min(time.Elapsed(from, to).TotalMinutes, int.MaxValue);

    private static readonly Duration Longest = Duration.FromDays(3653);

    /// <summary>The latest instant s with at least so much counted time in [s, end), to the second; null
    /// when ten years do not hold so much.</summary>
    public static Instant? LatestStart(this IClockTime time, Duration work, Instant end)
    {
        var far = Duration.Max(work, Duration.FromSeconds(1));
        while (time.Elapsed(end - far, end) < work)
        {
            if (far > Longest)
                return null;
            far += far;
        }

        var (enough, tooLittle) = (end - far, end);
        while (tooLittle - enough > Duration.FromSeconds(1))
        {
            var middle = enough + ((tooLittle - enough) / 2);
            if (time.Elapsed(middle, end) >= work)
                enough = middle;
            else
                tooLittle = middle;
        }

        return enough;
    }
}
