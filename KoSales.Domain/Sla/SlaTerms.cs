using KoSales.Domain.Work;

namespace KoSales.Domain.Sla;

/// <summary>What a task's clock starts with. Kept in the task, so that a policy that changes later does not
/// change clocks that run.</summary>
/// <param name="CalendarId">The calendar, as people know it.</param>
/// <param name="CalendarKey">The version of the calendar that counts; see <see cref="IClockTimes"/>.</param>
public sealed record SlaTerms(int TargetMinutes, string CalendarId, string CalendarKey)
{
    /// <summary>Where nothing else is said.</summary>
    public static readonly IReadOnlyList<int> UsualWarnings = [75];

    public static readonly IReadOnlyList<TaskState> UsualPauses = [TaskState.OnHold];

    /// <summary>Null when a step gave its minutes itself.</summary>
    public string? PolicyId { get; init; }

    /// <summary>Percent of the target at which to warn, ascending; null for
    /// <see cref="UsualWarnings"/>.</summary>
    public IReadOnlyList<int>? WarnAtPercent { get; init; }

    /// <summary>Statuses in which the clock stands still; null for <see cref="UsualPauses"/>.</summary>
    public IReadOnlyList<TaskState>? PauseOn { get; init; }
}
