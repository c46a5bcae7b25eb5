using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Functions.Feed;

/// <summary>An event of the feed on the wire.</summary>
public sealed record FeedEventView
{
    [Description(
        "The same however often it is read. The order of ids is the order of one entity's events."
    )]
    public required string Id { get; init; }

    public required string Type { get; init; }

    [Description(
        "The record that it is about; a task's or a pipeline's event is about their record."
    )]
    public required EntityRef Entity { get; init; }

    [Description("Paths of the fields that changed.")]
    public required IReadOnlyList<string> Changed { get; init; }

    [Description("Ids, keys and numbers that the type has; no personal data.")]
    public IReadOnlyDictionary<string, JsonElement>? Data { get; init; }

    [Description("Trace id of the request, or id of the event or job, that brought it about.")]
    public required string Causation { get; init; }

    public required Instant At { get; init; }

    [Description("An agent, or system.")]
    public required string By { get; init; }
}

/// <summary>What happened after a cursor.</summary>
public sealed record FeedPageView
{
    [Description("In order. May be empty although more follows, where little is in scope.")]
    public required IReadOnlyList<FeedEventView> Data { get; init; }

    [Description("For after in the next call; always there.")]
    public required string NextCursor { get; init; }

    [Description("Nothing more has happened; ask again later.")]
    public required bool CaughtUp { get; init; }
}

[JsonSerializable(typeof(FeedPageView))]
internal sealed partial class FeedContractsJson : JsonSerializerContext;
