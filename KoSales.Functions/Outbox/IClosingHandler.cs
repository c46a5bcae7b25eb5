namespace KoSales.Functions.Outbox;

/// <summary>The one handler that comes last: it writes its effect in the very commit in which an event leaves
/// the outbox, and so writes it once, however often the event is delivered and by however many processes.</summary>
/// <remarks>As an <see cref="IEventHandler"/> it gets the events in order per entity, and those it fails with
/// again later. No request waits for it.</remarks>
public interface IClosingHandler
{
    /// <inheritdoc cref="IEventHandler.Types"/>
    IReadOnlyCollection<string> Types { get; }

    /// <inheritdoc cref="IEventHandler.Name"/>
    string Name => GetType().Name;

    /// <inheritdoc cref="IEventHandler.IsIdle"/>
    bool IsIdle => false;

    /// <summary>Commits the effect of the rows together with what <see cref="OutboxClosing.Close"/> adds; leaves
    /// out those that do not wait for it any more.</summary>
    /// <param name="rows">Of one entity and, where they were made in this process, one commit; in
    /// order.</param>
    Task CloseAsync(IReadOnlyList<ClosingRow> rows, CancellationToken cancellationToken);
}

/// <summary>A row of the outbox that every handler before the last has been called for.</summary>
/// <param name="Events">Those of the row that the last handler wants; at least one.</param>
/// <param name="Left">What the row says from now on because other handlers have failed with it; null to remove
/// it.</param>
public sealed record ClosingRow(OutboxEvent Row, IReadOnlyList<OutboxEvent> Events, Patch? Left);

/// <summary>The end of rows in the outbox, as a part of somebody's commit.</summary>
public static class OutboxClosing
{
    /// <summary>Removes the rows, or leaves them to the handlers that failed; the commit is refused unless each of
    /// them still waits for the handler.</summary>
    /// <param name="handler">The closing handler's name.</param>
    public static void Close(
        this WriteBatch batch,
        IReadOnlyCollection<ClosingRow> rows,
        string handler
    )
    {
        string[] removed = [.. rows.Where(r => IsPlain(r, handler)).Select(r => r.Row.Id)];
        if (removed.Length > 0)
            batch.Delete(
                OutboxEvents.Collection,
                Filter.AllOf(Filter.In("id", removed), WaitsFor([handler])),
                removed.Length
            );
        foreach (var row in rows.Where(r => !IsPlain(r, handler)))
            CloseOne(
                batch,
                row,
                Filter.AllOf(Filter.Eq("id", row.Row.Id), WaitsForAny(row, handler))
            );
    }

    /// <summary>The rows that still wait for the handler.</summary>
    public static async ValueTask<IReadOnlyList<ClosingRow>> WaitingAsync(
        this IDocumentStore store,
        IReadOnlyList<ClosingRow> rows,
        string handler,
        CancellationToken cancellationToken
    )
    {
        var found = await store.GetManyAsync(
            OutboxEvents.Collection,
            [.. rows.Select(r => r.Row.Id)],
            cancellationToken
        );
        var stored = found
            .Select(OutboxEvents.Collection.Read)
            .ToDictionary(e => e.Id, e => e.Handlers, StringComparer.Ordinal);
        return
        [
            .. rows.Where(r =>
                stored.TryGetValue(r.Row.Id, out var names)
                && (names.Count == 0 || names.Intersect(NamesOf(r, handler)).Any())
            ),
        ];
    }

    private static void CloseOne(WriteBatch batch, ClosingRow row, Filter waiting)
    {
        if (row.Left is { } left)
            batch.Patch(OutboxEvents.Collection, waiting, left, 1);
        else
            batch.Delete(OutboxEvents.Collection, waiting, 1);
    }

    private static bool IsPlain(ClosingRow row, string handler) =>
        row.Left is null && NamesOf(row, handler) is [_];

    /// <summary>A row that names nobody whom there still is waits for everybody.</summary>
    private static string[] NamesOf(ClosingRow row, string handler) =>
        row.Row.Handlers.Contains(handler) ? [handler] : [handler, .. row.Row.Handlers];

    private static Filter WaitsForAny(ClosingRow row, string handler) =>
        WaitsFor(NamesOf(row, handler));

    private static Filter WaitsFor(string[] names) =>
        Filter.AnyOf(
            new Filter.Condition("handlers", FilterOperator.Exists, new FilterValue.Filled(false)),
            new Filter.Condition(
                "handlers",
                FilterOperator.ContainsAny,
                new FilterValue.Many([.. names.Select(n => new FilterValue.Text(n))])
            )
        );
}
