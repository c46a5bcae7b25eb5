using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>The statements that read a collection.</summary>
internal static class QuerySql
{
    private static readonly KnownTexts One = new(t =>
        $"SELECT version, json(doc) FROM {SqlNames.Quoted(t)} WHERE id = ?"
    );
    private static readonly KnownTexts Many = new(t =>
        $"SELECT id, version, json(doc) FROM {SqlNames.Quoted(t)} WHERE id IN (SELECT value FROM json_each(?))"
    );

    public static string Get(Collection collection) => One.Of(collection.Name);

    public static string GetMany(Collection collection) => Many.Of(collection.Name);

    /// <summary>Of a query without a position. The last parameter is the limit.</summary>
    public static BoundSql FirstPage(Query query, Instant now) => Page(query, range: null, now);

    /// <summary>One statement per key range after a position, to be run in this order until the limit is met.
    /// The last parameter is the limit that remains.</summary>
    public static IEnumerable<BoundSql> Pages(Query query, KeysetPosition after, Instant now) =>
        KeysetSql.Ranges(query, after).Select(range => Page(query, range, now));

    /// <summary>A page of a stream in id order. A later page walks the primary key whatever the filter: an
    /// index on the filter would be sorted anew for each page.</summary>
    public static BoundSql StreamPage(
        Collection collection,
        Filter filter,
        string? after,
        bool walk,
        Instant now
    ) => StreamPage("id, version, json(doc)", collection, filter, new Start(after, walk), now);

    public static BoundSql StreamIdsPage(
        Collection collection,
        Filter filter,
        string? after,
        bool walk,
        Instant now
    ) => StreamPage("id", collection, filter, new Start(after, walk), now);

    public static BoundSql Count(Collection collection, Filter filter, Instant now) =>
        Select(collection, "count(*)", "", filter, now).Done();

    public static BoundSql GroupCount(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        Instant now
    )
    {
        var list = string.Join(", ", fields.Select(f => SqlNames.Field(collection, f)));
        return Select(collection, $"{list}, count(*)", "", filter, now)
            .Add($" GROUP BY {list}")
            .Done();
    }

    private static BoundSql Page(Query query, Action<SqlText>? range, Instant now)
    {
        var sql = Select(query.Collection, "id, version, json(doc)", "", query.Filter, now);
        range?.Invoke(sql);
        KeysetSql.WriteOrder(sql, query);
        return sql.Add(" LIMIT ?").Done();
    }

    private static BoundSql StreamPage(
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
            from.Walk ? ChosenIndex.ById(collection) : "",
            filter,
            now
        );
        if (from.After is not null)
            sql.Add(" AND id > ").Value(from.After);
        return sql.Add(" ORDER BY id LIMIT ?").Done();
    }

    private static SqlText Select(
        Collection collection,
        string what,
        string how,
        Filter filter,
        Instant now
    )
    {
        var sql = new SqlText(collection)
            .Add("SELECT ")
            .Add(what)
            .Add(" FROM ")
            .Add(SqlNames.Table(collection))
            .Add(how)
            .Add(" WHERE ");
        new FilterSql(collection, now, sql).WriteWhere(filter);
        return sql;
    }

    /// <param name="After">The id before the first; null for the beginning.</param>
    /// <param name="Walk">By the primary key, whatever the filter.</param>
    private readonly record struct Start(string? After, bool Walk);
}
