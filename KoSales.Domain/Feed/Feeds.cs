using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Feed;

public static class Feeds
{
    /// <summary>How long entries are kept.</summary>
    public static readonly Duration Kept = Duration.FromDays(7);

    private const int KeptSeconds = 7 * 24 * 3600;

    private static readonly FeedJson Json = new(DocumentJson.NewOptions());

    /// <summary>Besides segments it holds the entries of earlier releases, each a document of its own, until
    /// they expire.</summary>
    public static readonly Collection<FeedSegment> Segments = new(
        "feed",
        () => Json.FeedSegment,
        new IndexSpec("feed_number", "number") { Unique = true },
        new IndexSpec("feed_created", "created_at") { ExpireAfterSeconds = KeptSeconds }
    );

    public static readonly Collection<FeedHead> Heads = new("feed_head", () => Json.FeedHead);

    /// <summary>What a stored document holds, with its numbers, in their order.</summary>
    public static IEnumerable<FeedEntry> EntriesOf(RawDocument stored)
    {
        var segment = Segments.Read(stored);
        return segment.First == 0
            ? [FormerOf(stored, segment.Number)]
            : segment.Entries.Select((entry, i) => entry with { Number = segment.First + i });
    }

    /// <summary>The number of the first entry of a stored document.</summary>
    public static long FirstOf(RawDocument stored)
    {
        var span = JsonSerializer.Deserialize(stored.Json.Span, Json.FeedSpan)!;
        return span.First == 0 ? span.Number : span.First;
    }

    /// <summary>As a segment holds it; UTF-8.</summary>
    public static byte[] Write(FeedEntry entry) =>
        JsonSerializer.SerializeToUtf8Bytes(entry, Json.FeedEntry);

    private static FeedEntry FormerOf(RawDocument stored, long number) =>
        JsonSerializer.Deserialize(stored.Json.Span, Json.FeedEntry)! with
        {
            Number = number,
        };
}

[JsonSerializable(typeof(FeedEntry))]
[JsonSerializable(typeof(FeedSegment))]
[JsonSerializable(typeof(FeedHead))]
[JsonSerializable(typeof(FeedSpan))]
internal sealed partial class FeedJson : JsonSerializerContext;

/// <summary>What of a segment says which numbers it has.</summary>
internal sealed record FeedSpan
{
    public long First { get; init; }

    public long Number { get; init; }
}
