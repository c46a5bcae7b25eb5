namespace KoSales.Tests.Outbox;

/// <summary>What stands in the outbox, whichever rows the events share.</summary>
internal static class StoredEvents
{
    /// <summary>All of a type, in order.</summary>
    public static async Task<IReadOnlyList<OutboxEvent>> EventsAsync(
        this IDocumentStore store,
        string type
    )
    {
        var rows = await store
            .StreamAsync(OutboxEvents.Collection, Filter.Everything, CancellationToken.None)
            .ToListAsync();
        return [.. rows.SelectMany(row => row.Unpacked()).Where(e => e.Type == type)];
    }
}
