using KoSales.Domain.Calendars;
using NodaTime;

namespace KoSales.Functions.Pipelines;

/// <summary>The business time that counts for a team's work.</summary>
public interface IBusinessTime
{
    /// <param name="teamId">Null for the company's calendar.</param>
    ValueTask<IClockTime> OfTeamAsync(string? teamId, CancellationToken cancellationToken);
}

/// <summary>Everybody works by the default calendar.</summary>
public sealed class DefaultBusinessTime(TimeProvider time) : IBusinessTime
{
    private readonly WorkingTime _working = WorkingTime.For(CalendarDefinition.Default, Instant.FromDateTimeOffset(time.GetUtcNow())).Value;

    public ValueTask<IClockTime> OfTeamAsync(string? teamId, CancellationToken cancellationToken) => new(_working);
}

public static class BusinessMinutes
{
    /// <summary>Whole business minutes of [from, to).</summary>
    public static int MinutesBetween(this IClockTime time, Instant from, Instant to) => (int)Math.Min(time.Elapsed(from, to).TotalMinutes, int.MaxValue);
}
