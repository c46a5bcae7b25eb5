using System.Text.Json.Serialization;
using KoSales.Domain.Work;

namespace KoSales.Domain.Sla;

[JsonConverter(typeof(EntityIdConverter<SlaPolicyId>))]
public readonly record struct SlaPolicyId(string Value) : IEntityId<SlaPolicyId>
{
    public static IdFormat Format { get; } = new("sla_policies", "SLA-");

    public static SlaPolicyId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(JsonStringEnumConverter<ClockKind>))]
public enum ClockKind
{
    /// <summary>Working time of a calendar.</summary>
    [JsonStringEnumMemberName("business")]
    Business,

    /// <summary>Every second.</summary>
    [JsonStringEnumMemberName("wall")]
    Wall,
}

/// <summary>Minutes per priority; at least one is given.</summary>
public sealed record PriorityTargets(
    int? Low = null,
    int? Normal = null,
    int? High = null,
    int? Urgent = null
)
{
    /// <summary>Its own; where none is given, that of the next less urgent one, else of the next more
    /// urgent one.</summary>
    public int? For(TaskPriority priority) =>
        priority switch
        {
            TaskPriority.Low => Low ?? Normal ?? High ?? Urgent,
            TaskPriority.Normal => Normal ?? Low ?? High ?? Urgent,
            TaskPriority.High => High ?? Normal ?? Low ?? Urgent,
            TaskPriority.Urgent => Urgent ?? High ?? Normal ?? Low,
        };
}

/// <summary>How long work may take. A change counts for clocks that start after it.</summary>
public sealed record SlaPolicy : Document
{
    public const int MostMinutes = 1_000_000;

    public required SlaPolicyId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Not on the wire: the name's form by which lists are sorted.</summary>
    public string NameKey => Texts.SortKey(Name);

    /// <summary>Null: the calendar of whoever holds the task.</summary>
    public string? CalendarId { get; init; }

    public required PriorityTargets TargetMinutes { get; init; }

    /// <summary>Percent of the target, ascending, distinct, 1 to 99; may be empty.</summary>
    public IReadOnlyList<int> WarnAtPercent
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Open statuses in which the clock stands still.</summary>
    public IReadOnlyList<TaskState> PauseOn
    {
        get;
        init => field = value ?? [];
    } = [];

    public ClockKind Clock { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Every fault of the policy by itself.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (Name.Length == 0)
            yield return Fault.Invalid(
                "/name",
                "sla_policy.name_blank",
                "A name has at least one character."
            );
        if (TargetMinutes.For(TaskPriority.Normal) is null)
            yield return Fault.Invalid(
                "/target_minutes",
                "sla_policy.no_target",
                "Give the minutes of at least one priority."
            );
        if (!WarnAtPercent.SequenceEqual(WarnAtPercent.Distinct().Order()))
            yield return Fault.Invalid(
                "/warn_at_percent",
                "sla_policy.warnings_unordered",
                "Percentages are given once each, the lowest first."
            );
        if (PauseOn.Distinct().Count() < PauseOn.Count)
            yield return Fault.Invalid(
                "/pause_on",
                "sla_policy.status_twice",
                "A status is named once."
            );
        if (Clock == ClockKind.Wall && CalendarId is not null)
            yield return Fault.Invalid(
                "/calendar_id",
                "sla_policy.wall_has_no_calendar",
                "A wall clock counts every second; leave calendar_id out."
            );
    }
}

[JsonSerializable(typeof(SlaPolicy))]
internal sealed partial class SlaPolicyJson : JsonSerializerContext;

public static class SlaPolicies
{
    public static readonly Collection<SlaPolicy> Collection = new(
        "sla_policies",
        () => new SlaPolicyJson(DocumentJson.NewOptions()).SlaPolicy,
        new IndexSpec("sla_policies_created", "-created_at"),
        new IndexSpec("sla_policies_name", "name_key")
    );
}
