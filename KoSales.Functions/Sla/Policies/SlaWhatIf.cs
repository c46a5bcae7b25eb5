using System.Runtime.CompilerServices;
using KoSales.Domain.Calendars;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Functions.Calendars;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Sla.Reports;
using NodaTime;

namespace KoSales.Functions.Sla.Policies;

/// <summary>Replays under other terms the clocks that a report of the same days counts. Nothing is
/// written.</summary>
public sealed class SlaWhatIf(
    ClosedClocks closed,
    OverdueClocks overdue,
    BusinessTimes times,
    SlaPolicyCache policies,
    CalendarCache calendars
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
        var plan = planned.Value;
        var tallies = new Tallies(times, plan.Times, command.Now);
        var from = command.Now - Duration.FromDays(body.Days);
        await foreach (var task in ReportedAsync(from, command, cancellationToken))
            tallies.Add(task, plan.Replay);
        return tallies.ViewOf(body.Days);
    }

    private async IAsyncEnumerable<SalesTask> ReportedAsync(
        Instant from,
        Command command,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (to, actor) = (command.Now, command.Actor);
        await foreach (var task in closed.ReadAsync(from, to, actor, cancellationToken))
            yield return task;
        await foreach (var task in overdue.ReadAsync(from, to, actor, cancellationToken))
            yield return task;
    }

    private async ValueTask<Verdict<Plan>> PlanAsync(
        WhatIf body,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var policy = body.PolicyId is { } id
            ? await policies.FindAsync(id, cancellationToken)
            : null;
        var index = await calendars.CurrentAsync(cancellationToken);
        var form = FormOf(body, now);
        Fault[] faults =
        [
            .. Ambiguities(body),
            .. Unknown(body, policy, index),
            .. form?.Faults ?? [],
        ];
        return faults.Length > 0
            ? Verdict<Plan>.Refuse(faults)
            : await PlanAsync(body, policy, form?.Value, now, cancellationToken);
    }

    /// <param name="inLine">Null unless the calendar comes with the question.</param>
    private async ValueTask<Plan> PlanAsync(
        WhatIf body,
        SlaPolicy? policy,
        WorkingTime? inLine,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var isWall = (body.Clock ?? policy?.Clock) == ClockKind.Wall;
        var key = isWall ? SlaClock.WallKey : null;
        var targets = body.TargetMinutes?.Targets() ?? policy?.TargetMinutes;
        if (inLine is not null)
            return new Plan(new SlaReplay(targets, key ?? Inline.Key), new Inline(inLine, times));
        key ??= await KeyOfAsync(body.CalendarId ?? policy?.CalendarId, now, cancellationToken);
        return new Plan(new SlaReplay(targets, key), times);
    }

    private static Verdict<WorkingTime>? FormOf(WhatIf body, Instant now) =>
        body.Calendar is null
            ? (Verdict<WorkingTime>?)null
            : CalendarFormReader.Compile(body.Calendar, now, "/calendar");

    private static IEnumerable<Fault> Unknown(WhatIf body, SlaPolicy? policy, CalendarIndex index)
    {
        if (body.PolicyId is not null && policy is null)
            yield return Fault.Invalid(
                "/policy_id",
                "sla_policy.unknown",
                "There is no such SLA policy."
            );
        if (body.CalendarId is { } calendar && !index.Calendars.ContainsKey(calendar))
            yield return Fault.Invalid(
                "/calendar_id",
                "calendar.unknown",
                "There is no such calendar."
            );
    }

    /// <summary>Null without a calendar, when each clock keeps its own.</summary>
    private async ValueTask<string?> KeyOfAsync(
        string? calendarId,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        if (calendarId is null)
            return null;
        var question = new CalendarQuestion(calendarId, null, null);
        return (await times.OfAsync(question, now, cancellationToken)).Key;
    }

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

    private readonly record struct Plan(SlaReplay Replay, IClockTimes Times);

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
