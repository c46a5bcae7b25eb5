using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Feed;
using NodaTime;

namespace KoSales.Tests.Feed;

/// <summary>An entry as the releases before segments stored it: a document of its own.</summary>
internal sealed record FormerEntry : Document
{
    public required string Id { get; init; }

    public required long Number { get; init; }

    public required string Type { get; init; }

    public required EntityRef Entity { get; init; }

    public IReadOnlyList<string> Changed { get; init; } = [];

    public JsonElement? Data { get; init; }

    public required string Causation { get; init; }

    public required Instant At { get; init; }

    public required string By { get; init; }

    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public string? WorkerId { get; init; }

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(FormerEntry))]
internal sealed partial class FormerFeedJson : JsonSerializerContext;

internal static class FormerFeed
{
    public static readonly Collection<FormerEntry> Entries = new(
        Feeds.Segments.Name,
        () => new FormerFeedJson(DocumentJson.NewOptions()).FormerEntry,
        Feeds.Segments.Indexes
    );

    /// <summary>With the numbers from 1 on, as all that the feed has.</summary>
    public static async Task StoreAsync(IDocumentStore store, params FormerEntry[] entries)
    {
        var batch = new WriteBatch();
        foreach (var entry in entries)
            batch.Insert(Entries, entry);
        batch.Insert(Feeds.Heads, new FeedHead { Last = entries.Length });
        Assert.True((await store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
    }

    public static FormerEntry EntryOf(OutboxEvent happened, long number) =>
        new()
        {
            Id = happened.Id,
            Number = number,
            Type = happened.Type,
            Entity = happened.Entity,
            Changed = happened.Changed,
            Data = happened.Data,
            Causation = happened.Causation,
            At = happened.CreatedAt,
            By = happened.CreatedBy,
        };
}
