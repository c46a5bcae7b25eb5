using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Feed;

/// <summary>An event at its place in the one order in which everybody reads what happened. Ids, keys and
/// numbers only, no personal data. Never changed.</summary>
public sealed record FeedEntry
{
    /// <summary>The event's. Of several events that came as one, the id of that one, a dot and a
    /// number.</summary>
    public required string Id { get; init; }

    /// <summary>From 1 on, without gaps, in the order in which entries become visible: whoever has read up
    /// to a number has missed nothing before it. Its segment says it.</summary>
    [JsonIgnore]
    public long Number { get; init; }

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
    [JsonConverter(typeof(VerbatimJson))]
    public JsonElement? Data { get; init; }

    /// <summary>Trace id of the request, or id of the event or job, that brought it about.</summary>
    public required string Causation { get; init; }

    /// <summary>When it happened; its segment's <see cref="Document.CreatedAt"/> is when it got its
    /// number.</summary>
    public required Instant At { get; init; }

    /// <summary>An agent's id, or <c>system</c>.</summary>
    public required string By { get; init; }

    /// <summary>Who owned the entity when it happened; null for nobody.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The entity's team then; null for none.</summary>
    public string? TeamId { get; init; }

    /// <summary>Whose work, such as a task, the event is about; null when it is about none.</summary>
    public string? WorkerId { get; init; }
}
