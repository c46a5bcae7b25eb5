using KoSales.Domain.Calendars;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Domain.Flows;

/// <summary>A task of the visit, as far as the run cares.</summary>
/// <param name="BreachedAt">The due instant that passed unmet; null when none did.</param>
/// <param name="Level">Escalation levels taken.</param>
public sealed record TaskFact(
    string Id,
    string StepKey,
    int Attempt,
    TaskState Status,
    string? Outcome,
    Instant? ClosedAt,
    Instant? BreachedAt,
    int Level,
    bool Acknowledged
)
{
    public bool IsOpen => Status is TaskState.Pending or TaskState.InProgress or TaskState.OnHold;
}

/// <summary>Something to do now.</summary>
public abstract record StageAct
{
    private StageAct() { }

    public sealed record OpenTask(TaskStep Step, int Attempt) : StageAct;

    public sealed record Escalate(string TaskId, int Level, EscalationAction Action) : StageAct;

    /// <param name="Because">The id of the task whose outcome decided, or null when the plan is
    /// through.</param>
    public sealed record Advance(string ToStage, string? Because) : StageAct;
}

/// <param name="NextCheckAt">When to decide again if nothing happens before; null when only an event can
/// change anything.</param>
/// <param name="IsThrough">The plan is complete.</param>
public sealed record StageDecision(
    IReadOnlyList<StageAct> Acts,
    Instant? NextCheckAt,
    bool IsThrough
);

/// <summary>
/// The run of a task plan over one stage visit: from what has happened so far to what is to be done now. A
/// function of its inputs, so that events may
/// come twice, late or not at all and the next decision is the same.
/// </summary>
public sealed class StageRun(TaskPlan plan, Instant enteredAt, IClockTime time, DateTimeZone zone)
{
    public StageDecision Next(IReadOnlyList<TaskFact> tasks, Instant now)
    {
        var latest = tasks
            .GroupBy(t => t.StepKey)
            .ToDictionary(g => g.Key, g => g.MaxBy(t => t.Attempt)!);
        if (Decided(latest) is { } advance)
            return new StageDecision([advance], null, false);
        DueAct[] all = [.. Openings(latest), .. Escalations(latest)];
        return DecisionAt(now, all, IsThrough(latest));
    }

    private StageDecision DecisionAt(Instant now, DueAct[] all, bool isThrough) =>
        new(
            [.. all.Where(a => a.At <= now).Select(a => a.Act), .. isThrough ? AutoAdvances() : []],
            all.Where(a => a.At > now).Min(a => (Instant?)a.At),
            isThrough
        );

    private IEnumerable<StageAct> AutoAdvances()
    {
        if (plan.AutoAdvanceTo is { } to)
            yield return new StageAct.Advance(to, null);
    }

    /// <summary>The stage named by an outcome, or by an attempt policy that is used up; of several the one
    /// closed first.</summary>
    private StageAct.Advance? Decided(IReadOnlyDictionary<string, TaskFact> latest) =>
        latest
            .Values.Where(t => t.Status == TaskState.Done)
            .Select(t => (Task: t, Stage: StageOf(t)))
            .Where(d => d.Stage is not null)
            .OrderBy(d => d.Task.ClosedAt)
            .ThenBy(d => d.Task.Id, StringComparer.Ordinal)
            .Select(d => new StageAct.Advance(d.Stage!, d.Task.Id))
            .FirstOrDefault();

    private string? StageOf(TaskFact task) =>
        OutcomeOf(task) switch
        {
            { NextStage: { } stage } => stage,
            { Retry: { } policy } when task.Attempt > policy.Times => policy.ThenStage,
            _ => null,
        };

    private IEnumerable<DueAct> Openings(IReadOnlyDictionary<string, TaskFact> latest)
    {
        foreach (var step in plan.Steps)
        {
            var opening = latest.TryGetValue(step.Key, out var task)
                ? AnotherAttempt(step, task)
                : FirstAttempt(step, latest);
            if (opening is { } due)
                yield return due;
        }
    }

    private DueAct? AnotherAttempt(TaskStep step, TaskFact former) =>
        RetryOf(former) is { } policy
            ? new DueAct(
                new StageAct.OpenTask(step, former.Attempt + 1),
                AttemptAfter(former.ClosedAt!.Value, policy)
            )
            : null;

    private DueAct? FirstAttempt(TaskStep step, IReadOnlyDictionary<string, TaskFact> latest) =>
        ReadyAt(step, latest) is { } ready
            ? new DueAct(
                new StageAct.OpenTask(step, 1),
                time.Deadline(ready, Duration.FromMinutes(step.DelayMinutes))
            )
            : null;

    /// <summary>When the last thing that the step waits for happened; null while it has not.</summary>
    private Instant? ReadyAt(TaskStep step, IReadOnlyDictionary<string, TaskFact> latest)
    {
        var ready = enteredAt;
        if (plan.ByOutcome.Contains(step.Key))
        {
            if (NamedAt(step, latest) is not { } named)
                return null;
            ready = Instant.Max(ready, named);
        }

        foreach (var before in step.DependsOn)
        {
            if (!latest.TryGetValue(before, out var task) || !IsDone(task))
                return null;
            ready = Instant.Max(ready, task.ClosedAt ?? ready);
        }

        return ready;
    }

    /// <summary>When an outcome first named the step.</summary>
    private Instant? NamedAt(TaskStep step, IReadOnlyDictionary<string, TaskFact> latest) =>
        latest.Values.Where(t => OutcomeOf(t)?.NextStep == step.Key).Min(t => t.ClosedAt);

    private IEnumerable<DueAct> Escalations(IReadOnlyDictionary<string, TaskFact> latest) =>
        latest
            .Values.Where(t => t is { IsOpen: true, BreachedAt: not null, Acknowledged: false })
            .SelectMany(LevelsLeft);

    private IEnumerable<DueAct> LevelsLeft(TaskFact task)
    {
        var levels = plan.Find(task.StepKey)?.OnBreach ?? [];
        for (var level = task.Level; level < levels.Count; level++)
        {
            var escalation = levels[level];
            yield return new DueAct(
                new StageAct.Escalate(task.Id, level + 1, escalation.Action),
                time.Deadline(task.BreachedAt!.Value, Duration.FromMinutes(escalation.AfterMinutes))
            );
        }
    }

    private readonly record struct DueAct(StageAct Act, Instant At);

    private bool IsThrough(IReadOnlyDictionary<string, TaskFact> latest)
    {
        bool Done(TaskStep step) => latest.TryGetValue(step.Key, out var task) && IsDone(task);
        bool Counts(TaskStep step) =>
            latest.ContainsKey(step.Key)
            || !plan.ByOutcome.Contains(step.Key)
            || ReadyAt(step, latest) is not null;

        var counted = plan.Steps.Where(Counts);
        return plan.Completion switch
        {
            CompletionRule.All => counted.All(Done),
            CompletionRule.Any => counted.Any(Done),
            CompletionRule.RequiredOnly => counted.Where(s => !s.Optional).All(Done),
        };
    }

    /// <summary>Through: done without another attempt to come, or skipped. A cancelled task is nobody's
    /// word that the work was done.</summary>
    private bool IsDone(TaskFact task) =>
        task.Status == TaskState.Skipped
        || (task.Status == TaskState.Done && RetryOf(task) is null);

    private TaskOutcome? OutcomeOf(TaskFact task) =>
        task.Status == TaskState.Done ? plan.Find(task.StepKey)?.Outcome(task.Outcome) : null;

    private AttemptLadder? RetryOf(TaskFact task) =>
        OutcomeOf(task)?.Retry is { } policy && task.Attempt <= policy.Times ? policy : null;

    private Instant AttemptAfter(Instant closedAt, AttemptLadder policy)
    {
        var at = time.Deadline(closedAt, Duration.FromMinutes(policy.AfterMinutes));
        var part = PartOfDay(closedAt);
        while (policy.AnotherPartOfDay && PartOfDay(at) == part)
            at = time.Deadline(EndOfPart(at), Duration.FromTicks(1));
        return at;
    }

    private int PartOfDay(Instant at) =>
        at.InZone(zone).Hour switch
        {
            < 12 => 0,
            < 16 => 1,
            _ => 2,
        };

    private Instant EndOfPart(Instant at)
    {
        var date = at.InZone(zone).Date;
        return (
            PartOfDay(at) switch
            {
                0 => date.At(new LocalTime(12, 0)),
                1 => date.At(new LocalTime(16, 0)),
                _ => date.PlusDays(1).AtMidnight(),
            }
        )
            .InZoneLeniently(zone)
            .ToInstant();
    }
}
