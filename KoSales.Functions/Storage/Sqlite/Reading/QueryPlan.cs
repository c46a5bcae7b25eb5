using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Asks SQLite's planner how it would answer a query.</summary>
internal static class QueryPlan
{
    private const string UsingIndex = "INDEX ";

    /// <summary>The declared index, <c>_id</c> for the primary key, or null when all documents would be
    /// read (and sorted).</summary>
    public static string? IndexOf(SqliteLink link, Query query, Instant now)
    {
        var sql = query.After is { } after
            ? QuerySql.Pages(query, after, now).First()
            : QuerySql.FirstPage(query, now);
        // Explaining reads no data, so it would not notice that another connection has changed the indexes.
        // A read does.
        link.Run($"SELECT 1 FROM {SqlNames.Table(query.Collection)} LIMIT 0");
        var steps = link.Explain(sql.Text);
        return Elements(query.Collection, steps)
            ?? steps.Select(s => Index(query, s)).FirstOrDefault(i => i is not null);
    }

    private static string? Elements(Collection collection, List<string> steps) =>
        collection
            .Indexes.Where(i =>
                i.Multikey
                && steps.Exists(s =>
                    s.StartsWith($"SEARCH {collection.Name}__{i.Name} ", StringComparison.Ordinal)
                )
            )
            .Select(i => i.Name)
            .FirstOrDefault();

    private static bool Is(string step, string kind) =>
        step.StartsWith(kind, StringComparison.Ordinal);

    private static string? Index(Query query, string step)
    {
        var at = step.IndexOf(UsingIndex, StringComparison.Ordinal);
        var isScan = Is(step, "SCAN ");
        if (at < 0 || !(isScan || Is(step, "SEARCH ")))
            return null;
        var name = step[(at + UsingIndex.Length)..].Split(' ')[0];
        if (!name.StartsWith("sqlite_autoindex_", StringComparison.Ordinal))
            return name;
        return isScan && query.Filter is not Filter.All { Terms.Count: 0 } ? null : "_id";
    }
}
