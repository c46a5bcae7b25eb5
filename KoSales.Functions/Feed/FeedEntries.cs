using System.Runtime.InteropServices;
using KoSales.Domain.Assignment;
using KoSales.Domain.Feed;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Feed;

/// <summary>Makes entries of events, before they have numbers.</summary>
public sealed class FeedEntries(IDocumentStore store, FeedHolders holders)
{
    /// <summary>About what an entry takes besides its facts.</summary>
    private const int Frame = 400;

    /// <summary>In the order of ids, which is that of an entity's events; without those that an earlier release
    /// has given a number.</summary>
    public async ValueTask<IReadOnlyList<FeedEntry>> OfAsync(
        IReadOnlyList<ClosingRow> rows,
        CancellationToken cancellationToken
    )
    {
        var former = await FormerAsync(rows, cancellationToken);
        OutboxEvent[] events =
        [
            .. rows.SelectMany(r => r.Events)
                .SelectMany(FeedFacts.Unfold)
                .Where(e => former is null || !former.Contains(e.Id))
                .OrderBy(e => e.Id, StringComparer.Ordinal),
        ];
        var held = await holders.OfAsync(events, cancellationToken);
        return [.. events.Select((e, i) => EntryOf(e, held[i]))];
    }

    /// <summary>In pieces that make a segment each.</summary>
    public static IEnumerable<IReadOnlyList<FeedEntry>> Split(IReadOnlyList<FeedEntry> entries)
    {
        List<FeedEntry> together = new(Math.Min(entries.Count, FeedSegment.Most));
        var bytes = 0;
        foreach (var entry in entries)
        {
            var more = BytesOf(entry);
            var isFull = together.Count == FeedSegment.Most || bytes + more > FeedSegment.MostBytes;
            if (isFull && together.Count > 0)
            {
                yield return together;
                (together, bytes) = ([], 0);
            }

            together.Add(entry);
            bytes += more;
        }

        if (together.Count > 0)
            yield return together;
    }

    private static int BytesOf(FeedEntry entry) =>
        Frame
        + entry.Changed.Sum(path => path.Length + 3)
        + (entry.Data is { } data ? JsonMarshal.GetRawUtf8Value(data).Length : 0);

    /// <summary>Ids of entries that stand in the feed as the release before segments stored them: it gave an
    /// event its number first and removed it from the outbox afterwards. Null for none.</summary>
    private async ValueTask<IReadOnlySet<string>?> FormerAsync(
        IReadOnlyList<ClosingRow> rows,
        CancellationToken cancellationToken
    )
    {
        // What this process has just committed, nobody else has seen.
        string[] ids =
        [
            .. rows.Where(r => r.Row.Beside is null)
                .SelectMany(r => r.Events)
                .SelectMany(FeedFacts.Unfold)
                .Select(e => e.Id),
        ];
        if (ids.Length == 0)
            return null;
        var found = await store.GetManyAsync(Feeds.Segments, ids, cancellationToken);
        return found.Select(e => e.Id).ToHashSet(StringComparer.Ordinal);
    }

    private static FeedEntry EntryOf(OutboxEvent outboxEvent, Holder holder) =>
        new()
        {
            Id = outboxEvent.Id,
            Type = outboxEvent.Type,
            Entity = outboxEvent.Entity,
            Changed = outboxEvent.Changed,
            Data = outboxEvent.Data,
            Causation = outboxEvent.Causation,
            At = outboxEvent.CreatedAt,
            By = outboxEvent.CreatedBy,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            WorkerId = FeedFacts.WorkerOf(outboxEvent),
        };
}
