using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars;
using KoSales.Functions.Sla.Reports;
using NodaTime;

namespace KoSales.Functions.Sla.Policies;

/// <summary>Replays under other terms the clocks that a report of the same days counts. Nothing is
/// written.</summary>
public sealed class SlaWhatIf(
    ClosedClocks closed,
    OverdueClocks overdue,
    BusinessTimes times,
    PolicyBook policies,
    CalendarBook calendars
)
{
    public async Task<Verdict<WhatIfView>> ReplayAsync(
        WhatIf body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var planned = await PlanAsync(body, command.Now, cancellationToken);
        if (planned.IsRefused)
            return planned.Refusal;
        var (replay, other) = planned.Value;
        var tallies = new Tallies(times, other, command.Now);
        var from = command.Now - Duration.FromDays(body.Days);
        await foreach (
            var task in closed.ReadAsync(from, command.Now, command.Actor, cancellationToken)
        )
            tallies.Add(task, replay);
        await foreach (
            var task in overdue.ReadAsync(from, command.Now, command.Actor, cancellationToken)
        )
            tallies.Add(task, replay);
        return tallies.ViewOf(body.Days);
    }

    private async ValueTask<Verdict<(SlaReplay Replay, IClockTimes Times)>> PlanAsync(
        WhatIf body,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        List<Fault> faults = [.. Ambiguities(body)];
        var policy = body.PolicyId is { } id
            ? await policies.FindAsync(id, cancellationToken)
            : null;
        if (body.PolicyId is not null && policy is null)
            faults.Add(
                Fault.Invalid("/policy_id", "sla_policy.unknown", "There is no such SLA policy.")
            );
        var shelf = await calendars.CurrentAsync(cancellationToken);
        if (body.CalendarId is { } calendar && !shelf.Calendars.ContainsKey(calendar))
            faults.Add(
                Fault.Invalid("/calendar_id", "calendar.unknown", "There is no such calendar.")
            );
        var form = body.Calendar is null
            ? (Verdict<WorkingTime>?)null
            : CalendarFormReader.Compile(body.Calendar, now, "/calendar");
        faults.AddRange(form?.Faults ?? []);
        if (faults.Count > 0)
            return Verdict<(SlaReplay, IClockTimes)>.Refuse(faults);
        var key = (body.Clock ?? policy?.Clock) == ClockKind.Wall ? SlaClock.WallKey : null;
        if (form is { } inLine)
            return (
                new SlaReplay(Targets(body, policy), key ?? Inline.Key),
                new Inline(inLine.Value, times)
            );
        if (key is null && (body.CalendarId ?? policy?.CalendarId) is { } named)
            key = (
                await times.OfAsync(new CalendarQuestion(named, null, null), now, cancellationToken)
            ).Key;
        return (new SlaReplay(Targets(body, policy), key), times);
    }

    private static PriorityTargets? Targets(WhatIf body, SlaPolicy? policy) =>
        body.TargetMinutes?.Targets() ?? policy?.TargetMinutes;

    private static IEnumerable<Fault> Ambiguities(WhatIf body)
    {
        if (
            body is
            { PolicyId: null, TargetMinutes: null, CalendarId: null, Calendar: null, Clock: null }
        )
            yield return Fault.Invalid(
                "/policy_id",
                "required",
                "Name a policy, a calendar, targets or a clock to replay under."
            );
        if (body is { PolicyId: not null, TargetMinutes: not null })
            yield return Fault.Invalid(
                "/target_minutes",
                "sla.two_targets",
                "Give a policy or target minutes, not both."
            );
        if (body is { CalendarId: not null, Calendar: not null })
            yield return Fault.Invalid(
                "/calendar",
                "sla.two_calendars",
                "Give calendar_id or a calendar in line, not both."
            );
    }

    /// <summary>What was and what would have been. An open clock that would still have time counts before
    /// and not after.</summary>
    private sealed class Tallies(IClockTimes times, IClockTimes others, Instant now)
    {
        private readonly SlaTally _before = new();
        private readonly SlaTally _after = new();
        private int _metNow;
        private int _brokenNow;

        public void Add(SalesTask task, SlaReplay replay)
        {
            var was = SlaReport.Count(task.Sla!.Clock, times, now, _before);
            var would = SlaReport.Count(
                replay.Of(task.Sla.Clock, task.Priority),
                others,
                now,
                _after
            );
            if (was is false && would is true)
                _metNow++;
            if (was is true && would is false)
                _brokenNow++;
        }

        public WhatIfView ViewOf(int days) =>
            new(
                days,
                _before.Count,
                SlaFigures.Of(_before),
                SlaFigures.Of(_after),
                _metNow,
                _brokenNow
            );
    }

    /// <summary>A calendar that only this replay knows.</summary>
    private sealed class Inline(WorkingTime working, IClockTimes others) : IClockTimes
    {
        public const string Key = "in-line";

        public IClockTime Of(string key) => key == Key ? working : others.Of(key);
    }
}
