using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Sla;
using KoSales.Domain.Work;
using NodaTime;

namespace KoSales.Functions.Sla.Policies;

public sealed record CreateSlaPolicy
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    [Description("Absent: the calendar of whoever holds the task, leave included.")]
    [StringLength(40, MinimumLength = 1)]
    public string? CalendarId { get; init; }

    public required TargetsForm TargetMinutes { get; init; }

    [Description("Percent of the target, ascending; 75 when left out.")]
    [MaxLength(10)]
    public IReadOnlyList<int>? WarnAtPercent { get; init; }

    [Description(
        "Task statuses in which the clock stands still: pending, in_progress, on_hold; on_hold when left out."
    )]
    [MaxLength(3)]
    public IReadOnlyList<TaskState>? PauseOn { get; init; }

    public ClockKind? Clock { get; init; }
}

[Description("Minutes per priority; one that is left out takes the next less urgent one's.")]
public sealed record TargetsForm
{
    [Range(1, SlaPolicy.MostMinutes)]
    public int? Low { get; init; }

    [Range(1, SlaPolicy.MostMinutes)]
    public int? Normal { get; init; }

    [Range(1, SlaPolicy.MostMinutes)]
    public int? High { get; init; }

    [Range(1, SlaPolicy.MostMinutes)]
    public int? Urgent { get; init; }

    public PriorityTargets Targets() => new(Low, Normal, High, Urgent);
}

/// <summary>A merge patch: what is left out stays, null clears.</summary>
public sealed record EditSlaPolicy
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [StringLength(40, MinimumLength = 1)]
    public string? CalendarId { get; init; }

    public TargetsForm? TargetMinutes { get; init; }

    [MaxLength(10)]
    public IReadOnlyList<int>? WarnAtPercent { get; init; }

    [MaxLength(3)]
    public IReadOnlyList<TaskState>? PauseOn { get; init; }

    public ClockKind? Clock { get; init; }
}

public sealed record SlaPolicyView
{
    public required SlaPolicyId Id { get; init; }

    public required int Version { get; init; }

    public required string Name { get; init; }

    public string? CalendarId { get; init; }

    public required TargetsForm TargetMinutes { get; init; }

    public required IReadOnlyList<int> WarnAtPercent { get; init; }

    public required IReadOnlyList<TaskState> PauseOn { get; init; }

    public required ClockKind Clock { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string UpdatedBy { get; init; }
}

[JsonSerializable(typeof(CreateSlaPolicy))]
[JsonSerializable(typeof(EditSlaPolicy))]
[JsonSerializable(typeof(SlaPolicyView))]
internal sealed partial class SlaPolicyContractsJson : JsonSerializerContext;

internal static class SlaPolicyLists
{
    public static readonly ListSpec<SlaPolicyView> Policies = new()
    {
        Name = "sla-policies",
        Noun = "sla_policy",
        Collection = SlaPolicies.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["id"] = FieldType.Text,
            ["name"] = FieldType.Text,
            ["calendar_id"] = FieldType.Text,
            ["clock"] = FieldType.Text,
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["name"] = "name_key" },
        Scope = _ => Filter.Everything,
    };
}
