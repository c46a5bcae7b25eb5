namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>Reads the index out of SQLite's message about a taken key, which names its columns.</summary>
internal static class DuplicateIndex
{
    private const string Lead = "failed: ";

    /// <summary><c>_id</c> for the primary key. Messages: "…failed: leads.source.channel,
    /// leads.external_ref", "…failed: leads.id", "…failed: leads__leads_phones.value".</summary>
    public static string In(Collection collection, string message)
    {
        var what = message[(message.IndexOf(Lead, StringComparison.Ordinal) + Lead.Length)..];
        var elements = $"{collection.Name}__";
        if (what.StartsWith(elements, StringComparison.Ordinal))
            return what[elements.Length..what.IndexOf('.', StringComparison.Ordinal)];
        return collection.Indexes.FirstOrDefault(i => IsOver(collection, i, what))?.Name ?? "_id";
    }

    private static bool IsOver(Collection collection, IndexSpec index, string columns) =>
        index is { Unique: true, Multikey: false }
        && string.Join(", ", index.Keys.Select(k => $"{collection.Name}.{k.TrimStart('-')}"))
            == columns;
}
