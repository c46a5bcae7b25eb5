using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Sla.Policies;
using KoSales.Functions.Tasks;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>Answers pipelines and tasks from the calendars and policies in force.</summary>
public sealed class BusinessClocks(BusinessTimes times, SlaPolicyCache policies, TimeProvider time)
    : ISlaClocks,
        IBusinessTime,
        IStagePolicies
{
    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async ValueTask<SlaTerms?> TermsAsync(
        SlaQuestion question,
        CancellationToken cancellationToken
    )
    {
        var policy = await PolicyOfAsync(question, cancellationToken);
        if (MinutesOf(question, policy) is not { } minutes)
            return null;
        var business = await times.OfAsync(
            new CalendarQuestion(policy?.CalendarId, question.OwnerId, question.TeamId),
            Now,
            cancellationToken
        );
        var key = policy?.Clock == ClockKind.Wall ? SlaClock.WallKey : business.Key;
        return new SlaTerms(minutes, business.CalendarId, key)
        {
            PolicyId = policy?.Id.Value,
            WarnAtPercent = policy?.WarnAtPercent,
            PauseOn = policy?.PauseOn,
        };
    }

    private async ValueTask<SlaPolicy?> PolicyOfAsync(
        SlaQuestion question,
        CancellationToken cancellationToken
    ) => question.PolicyId is { } id ? await policies.FindAsync(id, cancellationToken) : null;

    private static int? MinutesOf(SlaQuestion question, SlaPolicy? policy) =>
        question.PolicyId is null
            ? question.TargetMinutes
            : policy?.TargetMinutes.For(question.Priority);

    public async ValueTask<IClockTimes> TimesAsync(
        SlaClock? clock,
        CancellationToken cancellationToken
    )
    {
        if (clock is not null)
            await times.LoadAsync(clock, cancellationToken);
        return times;
    }

    public async ValueTask<BusinessHours> HoursAsync(
        string? teamId,
        CancellationToken cancellationToken
    )
    {
        var working = (
            await times.OfAsync(new CalendarQuestion(null, null, teamId), Now, cancellationToken)
        ).Time;
        return new BusinessHours(working, DateTimeZoneProviders.Tzdb[working.Calendar.TimeZone]);
    }

    public async ValueTask<IClockTime> OfTeamAsync(
        string? teamId,
        CancellationToken cancellationToken
    ) =>
        (
            await times.OfAsync(new CalendarQuestion(null, null, teamId), Now, cancellationToken)
        ).Time;

    public async ValueTask<IReadOnlySet<string>> ExistingAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var existing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (await policies.FindAsync(id, cancellationToken) is not null)
                existing.Add(id);
        }

        return existing;
    }
}
