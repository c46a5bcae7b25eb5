using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Events;

/// <summary>A domain event, committed with the change it tells of and relayed at least once, in order per
/// entity. Carries no personal data.</summary>
public sealed record OutboxEvent : Document
{
    /// <summary>See <see cref="OrderedId"/>: the order of ids is the order of an entity's events.</summary>
    public required string Id { get; init; }

    /// <summary>Stable name, such as <c>lead.created</c>; not a CLR name.</summary>
    public required string Type { get; init; }

    public required EntityRef Entity { get; init; }

    /// <summary>Paths of the changed fields, for handlers that react to certain fields only; empty for
    /// creation.</summary>
    public IReadOnlyList<string> Changed
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Facts of the event: ids, keys, numbers. Null when there is nothing to add.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>The events that this row stands for when its type is <see cref="OutboxEvents.BatchType"/>:
    /// those of one commit about one entity, in order, or those of bulk work about many. Empty
    /// otherwise.</summary>
    [JsonPropertyName("parcel")]
    public IReadOnlyList<OutboxFact> Batch
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The types of all events that it stands for, each once, while <see cref="DeadReason"/> is set: so
    /// that a person finds it by them. Null otherwise.</summary>
    public IReadOnlyList<string>? EventTypes { get; init; }

    public required string Causation { get; init; }

    public int Attempts { get; init; }

    /// <summary>Names of the handlers that have yet to take it, once others have; empty while it is every
    /// handler's.</summary>
    public IReadOnlyList<string> Handlers
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>When the relay may take it; moved into the future while somebody holds it and after a
    /// failure.</summary>
    public required Instant NextAttemptAt { get; init; }

    /// <summary>Set after the last failed attempt: kept for a person to look at and replay.</summary>
    public string? DeadReason { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>The relay that read it has taken it; not stored.</summary>
    [JsonIgnore]
    public bool IsTaken { get; init; }

    /// <summary>What its commit wrote, while the process that made it hands it on; null once it was read from
    /// the outbox. Not stored.</summary>
    [JsonIgnore]
    public CommittedRecords? Beside { get; init; }

    /// <summary>Some handlers have taken it, and what is left of it is no other handler's matter.</summary>
    [JsonIgnore]
    public bool WaitsForHandlers => Handlers.Count > 0;

    /// <summary>All that it tells of is about its entity, and has an order.</summary>
    [JsonIgnore]
    public bool IsOrdered => Batch.All(fact => fact.Entity == Entity);

    /// <summary>The events themselves: those of a batch, with ids of their own that sort as they do, or just
    /// this one.</summary>
    public IReadOnlyList<OutboxEvent> Unpacked()
    {
        if (Batch.Count == 0)
            return [this];
        var digits = Digits(Batch.Count - 1);
        return
        [
            .. Batch.Select(
                (fact, i) => Of(fact, $"{Id}.{i.ToString(digits, CultureInfo.InvariantCulture)}")
            ),
        ];
    }

    private OutboxEvent Of(OutboxFact fact, string id) =>
        this with
        {
            Id = id,
            Type = fact.Type,
            Entity = fact.Entity,
            Changed = fact.Changed,
            Data = fact.Data,
            Batch = [],
        };

    /// <summary>The format that gives each number up to the last one as many digits.</summary>
    private static string Digits(int last) =>
        last switch
        {
            < 10 => "D1",
            < 100 => "D2",
            < 1_000 => "D3",
            _ => "D6",
        };

    /// <summary>The row for this and one more event of the same commit and entity.</summary>
    internal OutboxEvent And(OutboxFact fact) =>
        this with
        {
            Type = OutboxEvents.BatchType,
            Changed = [],
            Data = null,
            Batch = Batch.Count == 0 ? [Fact, fact] : [.. Batch, fact],
        };

    private OutboxFact Fact => new(Type, Entity) { Changed = Changed, Data = Data };
}

[JsonSerializable(typeof(OutboxEvent))]
internal sealed partial class OutboxJson : JsonSerializerContext;

public static class OutboxEvents
{
    /// <summary>How long whoever commits has for handing its events on by itself before the relay may take
    /// them.</summary>
    public static readonly Duration Grace = Duration.FromSeconds(15);

    public static readonly Collection<OutboxEvent> Collection = new(
        "outbox",
        () => new OutboxJson(DocumentJson.NewOptions()).OutboxEvent,
        new IndexSpec("outbox_due", "next_attempt_at"),
        new IndexSpec("outbox_entity", "entity.id"),
        new IndexSpec("outbox_dead", "-created_at") { Where = Filter.Present("dead_reason") }
    );

    /// <summary>When the relay may take a dead event: not before a person replays it.</summary>
    public static readonly Instant Never = Instant.FromUtc(9999, 12, 31, 23, 59, 59);

    /// <summary>The type of a row that holds several events, as earlier releases stored it.</summary>
    public const string BatchType = "parcel";

    /// <summary>Events of one entity that share a row. Their ids end in a digit each, so that ids sort as the
    /// events do.</summary>
    private const int Together = 10;

    /// <summary>Adds an event to the transaction of the change it tells of, with <see cref="Grace"/>; or to
    /// the command's event batch, where bulk work has one. Events of one commit about one entity share a
    /// row.</summary>
    public static WriteBatch Emit(this WriteBatch batch, Command command, OutboxFact fact) =>
        batch.Emit(command, fact, Grace);

    /// <param name="grace">Zero leaves the event to the relay at once.</param>
    public static WriteBatch Emit(
        this WriteBatch batch,
        Command command,
        OutboxFact fact,
        Duration grace
    )
    {
        if (command.EventBatch is { } bulk)
        {
            bulk.Add(fact);
            return batch;
        }

        var row =
            batch.Growing(Collection, fact.Entity.Id) is { } before
            && Takes(before, command, fact, grace)
                ? before.And(fact)
                : Row(command, fact, grace);
        return batch.InsertGrowing(Collection, fact.Entity.Id, row);
    }

    private static bool Takes(OutboxEvent row, Command command, OutboxFact fact, Duration grace) =>
        row.Batch.Count < Together
        && row.Entity == fact.Entity
        && row.Causation == command.Correlation
        && row.CreatedAt == command.Now
        && row.CreatedBy == command.Actor.Id
        && row.NextAttemptAt == command.Now + grace;

    internal static OutboxEvent Row(Command command, OutboxFact fact, Duration grace) =>
        new()
        {
            Id = OrderedId.Next(command.Now),
            Type = fact.Type,
            Entity = fact.Entity,
            Changed = fact.Changed,
            Data = fact.Data,
            Causation = command.Correlation,
            NextAttemptAt = command.Now + grace,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}

/// <summary>What an event says, before it has an id.</summary>
public sealed record OutboxFact(string Type, EntityRef Entity)
{
    public IReadOnlyList<string> Changed
    {
        get;
        init => field = value ?? [];
    } = [];

    public JsonElement? Data { get; init; }
}
