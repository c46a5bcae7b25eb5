using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Timeline;

/// <summary>What kind of thing happened, for icons and filters; the summary key says it exactly.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TimelineKind>))]
public enum TimelineKind
{
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>Fields changed; repeated edits by one person within ten minutes are one entry.</summary>
    [JsonStringEnumMemberName("edited")]
    Edited,

    [JsonStringEnumMemberName("assigned")]
    Assigned,

    /// <summary>Lost, junk, reopened, deleted, restored, converted.</summary>
    [JsonStringEnumMemberName("status")]
    Status,

    [JsonStringEnumMemberName("stage")]
    Stage,

    [JsonStringEnumMemberName("task")]
    Task,

    [JsonStringEnumMemberName("call")]
    Call,

    [JsonStringEnumMemberName("note")]
    Note,

    [JsonStringEnumMemberName("signal")]
    Signal,

    [JsonStringEnumMemberName("document")]
    Document,

    /// <summary>A quotation was written, sent, decided, or ran out.</summary>
    [JsonStringEnumMemberName("quotation")]
    Quotation,

    /// <summary>An order was made, submitted or answered.</summary>
    [JsonStringEnumMemberName("order")]
    Order,
}

/// <summary>A changed field. Personal data is masked already.</summary>
/// <param name="Old">Null when it was empty.</param>
/// <param name="New">Null when it was cleared.</param>
public sealed record FieldChange(string Field, string? Old, string? New);

/// <summary>One row of an entity's timeline, written in the transaction of the change it tells of.</summary>
public sealed record TimelineEntry : Document
{
    /// <summary>An <see cref="OrderedId"/>, or a key derived from the cause where that may be delivered
    /// twice.</summary>
    public required string Id { get; init; }

    public required EntityRef Entity { get; init; }

    public required TimelineKind Kind { get; init; }

    /// <summary>When it happened; of folded edits, when the first did.</summary>
    public required Instant At { get; init; }

    /// <summary>An agent id or <c>system</c>.</summary>
    public required string By { get; init; }

    /// <summary>Stable key that the client words, such as <c>lead.enquired_again</c>.</summary>
    public required string Summary { get; init; }

    public IReadOnlyList<FieldChange> Changes
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Ids of what else took part: <c>agent_id</c>, <c>import_id</c>, <c>task_id</c>. Null when
    /// none.</summary>
    public IReadOnlyDictionary<string, string>? Refs { get; init; }

    /// <summary>The reason somebody gave; null when none.</summary>
    public string? Reason { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(TimelineEntry))]
internal sealed partial class TimelineJson : JsonSerializerContext;

public static class Activities
{
    public static readonly Collection<TimelineEntry> Collection = new(
        "activities",
        () => new TimelineJson(DocumentJson.NewOptions()).TimelineEntry,
        new IndexSpec("activities_entity_at", "entity.id", "-at")
    );

    /// <summary>An entry about what the command does, now.</summary>
    public static TimelineEntry Entry(
        Command command,
        EntityRef entity,
        TimelineKind kind,
        string summary
    ) =>
        new()
        {
            Id = OrderedId.Next(command.Now),
            Entity = entity,
            Kind = kind,
            At = command.Now,
            By = command.Actor.Id,
            Summary = summary,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
