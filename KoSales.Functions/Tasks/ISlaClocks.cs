using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Tasks;

/// <summary>What decides about a new clock. Neither policy nor minutes: there is none.</summary>
public sealed record SlaQuestion(
    string? PolicyId,
    int? TargetMinutes,
    TaskPriority Priority,
    string? OwnerId,
    string? TeamId
);

/// <summary>The business time of a team, and the zone in which its day is divided.</summary>
public sealed record BusinessHours(IClockTime Time, DateTimeZone Zone);

/// <summary>The calendars and policies that clocks of tasks go by, from memory: asked for every task that
/// is made.</summary>
public interface ISlaClocks
{
    /// <summary>Null for no clock, also when the policy is gone.</summary>
    ValueTask<SlaTerms?> TermsAsync(SlaQuestion question, CancellationToken cancellationToken);

    /// <summary>Times in which every key that the log names is known, and those of the terms that
    /// <see cref="TermsAsync"/> gives.</summary>
    /// <param name="clock">Null when only new clocks are to be started.</param>
    ValueTask<IClockTimes> TimesAsync(SlaClock? clock, CancellationToken cancellationToken);

    /// <param name="teamId">Null for the company's.</param>
    ValueTask<BusinessHours> HoursAsync(string? teamId, CancellationToken cancellationToken);
}

/// <summary>One calendar for everybody and no policies.</summary>
public sealed class DefaultSlaClocks : ISlaClocks, IClockTimes
{
    private const string Calendar = "default";

    private readonly BusinessHours _hours;

    public DefaultSlaClocks(TimeProvider time)
    {
        var working = WorkingTime
            .For(CalendarDefinition.Default, Instant.FromDateTimeOffset(time.GetUtcNow()))
            .Value;
        _hours = new BusinessHours(
            working,
            DateTimeZoneProviders.Tzdb[CalendarDefinition.Default.TimeZone]
        );
    }

    public ValueTask<SlaTerms?> TermsAsync(
        SlaQuestion question,
        CancellationToken cancellationToken
    ) =>
        new(
            question.TargetMinutes is { } minutes ? new SlaTerms(minutes, Calendar, Calendar) : null
        );

    public ValueTask<IClockTimes> TimesAsync(
        SlaClock? clock,
        CancellationToken cancellationToken
    ) => new(this);

    public ValueTask<BusinessHours> HoursAsync(
        string? teamId,
        CancellationToken cancellationToken
    ) => new(_hours);

    public IClockTime Of(string key) => key == SlaClock.WallKey ? WallTime.Instance : _hours.Time;
}
