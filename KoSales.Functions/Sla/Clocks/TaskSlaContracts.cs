using System.Text.Json.Serialization;
using KoSales.Domain.Sla;
using NodaTime;

namespace KoSales.Functions.Sla.Clocks;

/// <summary>A task's clock, read at the instant of asking. Minutes are whole, rounded down.</summary>
/// <param name="DueAt">Null while a pause is open that began before it.</param>
/// <param name="Overruns">Working minutes past the due instant, by whom the task was held.</param>
public sealed record TaskSlaView(
    string TaskId,
    string? PolicyId,
    string CalendarId,
    int TargetMinutes,
    Instant StartedAt,
    Instant? DueAt,
    Instant? PausedAt,
    Instant? StoppedAt,
    long UsedMinutes,
    bool? Met,
    Instant? BreachedAt,
    Instant? DetectedAt,
    IReadOnlyList<WarningView> Warnings,
    IReadOnlyList<OverrunView> Overruns,
    IReadOnlyList<ClockEntry> Log
);

/// <param name="At">Null while the clock stands still.</param>
public sealed record WarningView(int Percent, Instant? At, bool Given);

/// <param name="Holder">Null for the time in nobody's hands.</param>
public sealed record OverrunView(string? Holder, long Minutes);

[JsonSerializable(typeof(TaskSlaView))]
internal sealed partial class TaskSlaContractsJson : JsonSerializerContext
{
    public static TaskSlaContractsJson Wire { get; } =
        new(Domain.Storage.DocumentJson.NewOptions());
}
