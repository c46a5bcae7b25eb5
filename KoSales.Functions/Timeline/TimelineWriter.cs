using KoSales.Domain.Timeline;

namespace KoSales.Functions.Timeline;

/// <summary>Adds entries to the transaction of the change that they tell of.</summary>
public sealed class TimelineWriter(IDocumentStore store)
{
    /// <summary>More entries than this are not made of one entity in one millisecond.</summary>
    private const int SameInstant = 8;

    /// <summary>Adds the entry, or folds it into the last one where that is an edit by the same person a
    /// short while ago.</summary>
    /// <remarks>Safe when the same batch replaces the entity by version: whoever reads an old entry has
    /// read an old entity before, and is refused.</remarks>
    public async ValueTask RecordAsync(
        WriteBatch batch,
        TimelineEntry entry,
        CancellationToken cancellationToken
    )
    {
        var latest = EditFolding.IsEdit(entry) ? await LatestAsync(entry, cancellationToken) : null;
        if (EditFolding.CanFold(latest, entry))
            batch.Upsert(Activities.Collection, EditFolding.Fold(latest!, entry));
        else
            batch.Insert(Activities.Collection, entry);
    }

    /// <summary>The last in the order of time, then of making; a list's order within one millisecond says
    /// nothing.</summary>
    private async ValueTask<TimelineEntry?> LatestAsync(
        TimelineEntry entry,
        CancellationToken cancellationToken
    )
    {
        var query = new Query(Activities.Collection, Filter.Eq("entity.id", entry.Entity.Id))
        {
            Sort = [new SortKey("at", FieldType.Instant, Descending: true)],
            Limit = SameInstant,
        };
        var entries = await store.ListAsync(Activities.Collection, query, cancellationToken);
        return entries
            .TakeWhile(e => e.At == entries[0].At)
            .MaxBy(e => e.Id, StringComparer.Ordinal);
    }
}
