using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>The statements that read a collection.</summary>
internal static class QuerySql
{
    public static string Get(Collection collection) =>
        $"SELECT version, json(doc) FROM {SqlNames.Table(collection)} WHERE id = ?";

    public static string GetMany(Collection collection) =>
        $"SELECT id, version, json(doc) FROM {SqlNames.Table(collection)} WHERE id IN (SELECT value FROM json_each(?))";

    /// <summary>One statement per key range, to be run in this order until the limit is met. The last
    /// parameter is the limit that remains.</summary>
    public static IEnumerable<SqlText> Pages(Query query, Instant now)
    {
        foreach (var range in KeysetSql.Ranges(query))
        {
            var sql = Select(query.Collection, "id, version, json(doc)", "", query.Filter, now);
            range(sql);
            KeysetSql.WriteOrder(sql, query);
            yield return sql.Add(" LIMIT ?");
        }
    }

    /// <summary>A page of a stream in id order. A later page walks the primary key whatever the filter: an
    /// index on the filter would be sorted anew for each page.</summary>
    public static SqlText StreamPage(
        Collection collection,
        Filter filter,
        string? after,
        bool walk,
        Instant now
    ) => StreamPage("id, version, json(doc)", collection, filter, new Start(after, walk), now);

    public static SqlText StreamIdsPage(
        Collection collection,
        Filter filter,
        string? after,
        bool walk,
        Instant now
    ) => StreamPage("id", collection, filter, new Start(after, walk), now);

    public static SqlText Count(Collection collection, Filter filter, Instant now) =>
        Select(collection, "count(*)", "", filter, now);

    public static SqlText GroupCount(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        Instant now
    )
    {
        var list = string.Join(", ", fields.Select(f => SqlNames.Field(collection, f)));
        return Select(collection, $"{list}, count(*)", "", filter, now).Add($" GROUP BY {list}");
    }

    private static SqlText StreamPage(
        string what,
        Collection collection,
        Filter filter,
        Start from,
        Instant now
    )
    {
        var sql = Select(
            collection,
            what,
            from.Walk ? $" INDEXED BY \"sqlite_autoindex_{collection.Name}_1\"" : "",
            filter,
            now
        );
        if (from.After is not null)
            sql.Add(" AND id > ").Value(from.After);
        return sql.Add(" ORDER BY id LIMIT ?");
    }

    private static SqlText Select(
        Collection collection,
        string what,
        string how,
        Filter filter,
        Instant now
    )
    {
        var sql = new SqlText(collection).Add(
            $"SELECT {what} FROM {SqlNames.Table(collection)}{how} WHERE "
        );
        new FilterSql(collection, now, sql).WriteWhere(filter);
        return sql;
    }

    /// <param name="After">The id before the first; null for the beginning.</param>
    /// <param name="Walk">By the primary key, whatever the filter.</param>
    private readonly record struct Start(string? After, bool Walk);
}
