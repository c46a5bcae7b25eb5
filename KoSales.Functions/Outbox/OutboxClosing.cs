namespace KoSales.Functions.Outbox;

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
                Filter.AllOf(Filter.Eq("id", row.Row.Id), WaitsFor(NamesOf(row, handler)))
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
