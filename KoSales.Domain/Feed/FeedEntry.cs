using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Feed;

/// <summary>An event at its place in the one order in which everybody reads what happened. Ids, keys and
/// numbers only, no personal data. Never changed.</summary>
public sealed record FeedEntry : Document
{
    /// <summary>The event's. Of several events that came as one, the id of that one, a dot and a
    /// number.</summary>
    public required string Id { get; init; }

    /// <summary>From 1 on, without gaps, in the order in which entries become visible: whoever has read up
    /// to a number has missed nothing before it.</summary>
    public required long Number { get; init; }

    /// <summary>Such as <c>lead.updated</c>.</summary>
    public required string Type { get; init; }

    public required EntityRef Entity { get; init; }

    /// <summary>Paths of the fields that changed; empty where the event is not about fields.</summary>
    public IReadOnlyList<string> Changed
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Facts of the event; null when there is nothing to add.</summary>
    public JsonElement? Data { get; init; }

    /// <summary>Trace id of the request, or id of the event or job, that brought it about.</summary>
    public required string Causation { get; init; }

    /// <summary>When it happened; <see cref="Document.CreatedAt"/> is when it got its number.</summary>
    public required Instant At { get; init; }

    /// <summary>An agent's id, or <c>system</c>.</summary>
    public required string By { get; init; }

    /// <summary>Who owned the entity when the entry got its number; null for nobody.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The entity's team then; null for none.</summary>
    public string? TeamId { get; init; }

    /// <summary>Whose work, such as a task, the event is about; null when it is about none.</summary>
    public string? WorkerId { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

/// <summary>The number of the last entry. Every append replaces it, so that of two at once one is refused
/// and numbers become visible in their order.</summary>
public sealed record FeedHead : Document
{
    /// <summary>There is one.</summary>
    public const string Only = "feed";

    public string Id { get; init; } = Only;

    /// <summary>0 before the first.</summary>
    public long Last { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(FeedEntry))]
[JsonSerializable(typeof(FeedHead))]
internal sealed partial class FeedJson : JsonSerializerContext;

public static class Feeds
{
    /// <summary>How long entries are kept.</summary>
    public static readonly Duration Kept = Duration.FromDays(7);

    private const int KeptSeconds = 7 * 24 * 3600;

    private static readonly FeedJson Json = new(DocumentJson.NewOptions());

    public static readonly Collection<FeedEntry> Entries = new(
        "feed",
        () => Json.FeedEntry,
        new IndexSpec("feed_number", "number") { Unique = true },
        new IndexSpec("feed_created", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    public static readonly Collection<FeedHead> Heads = new("feed_head", () => Json.FeedHead);
}
