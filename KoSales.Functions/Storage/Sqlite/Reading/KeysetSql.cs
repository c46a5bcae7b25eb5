using KoSales.Functions.Storage.Sqlite.Members;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>
/// The documents after a position, as a sequence of disjoint index ranges that follow each other in the
/// query's order: same values up to the last key and
/// an id beyond, same values up to the key before and a greater last key, and so on. Each range is one
/// seek, so a page costs the same at any depth, for
/// any mix of directions and missing values.
/// </summary>
internal static class KeysetSql
{
    /// <summary>Writers of one extra condition each.</summary>
    /// <param name="after">The query's own.</param>
    public static IEnumerable<Action<SqlText>> Ranges(Query query, KeysetPosition after)
    {
        var keys = query.Keys;
        var values = ValuesOf(query, after);
        var beyond = query.IdDescending ? " AND id < " : " AND id > ";
        yield return sql => Same(sql, keys, values, keys.Count).Add(beyond).Value(after.Id);
        for (var at = keys.Count - 1; at >= 0; at--)
        {
            foreach (var range in Beyond(keys, values, at))
                yield return range;
        }
    }

    public static void WriteOrder(SqlText sql, Query query)
    {
        sql.Add(" ORDER BY ");
        foreach (var key in query.Keys)
            sql.Field(key.Field).Add(key.Descending ? " DESC, " : ", ");
        sql.Add(query.IdDescending ? "id DESC" : "id");
    }

    private static object?[] ValuesOf(Query query, KeysetPosition after)
    {
        if (after.Values.Count != query.Sort.Count)
            throw new ArgumentException(
                "the position has another number of values than the sort has keys",
                nameof(query)
            );
        return [.. after.Values.Take(query.Keys.Count).Select(BoundJson.Of)];
    }

    /// <summary>Same values up to the key before, and one of this key that comes later.</summary>
    private static IEnumerable<Action<SqlText>> Beyond(
        IReadOnlyList<SortKey> sort,
        object?[] values,
        int at
    )
    {
        var (key, value) = (sort[at], values[at]);
        if (!key.Descending)
        {
            if (value is null)
                yield return sql => Prefix(sql).Add(" >= ").Add(Least(key.Type));
            else
                yield return sql => Prefix(sql).Add(" > ").Value(value);
        }
        else if (value is not null)
        {
            yield return sql => Prefix(sql).Add(" < ").Value(value);
            yield return sql => Prefix(sql).Add(" IS NULL");
        }

        SqlText Prefix(SqlText sql) => Same(sql, sort, values, at).Add(" AND ").Field(key.Field);
    }

    private static SqlText Same(
        SqlText sql,
        IReadOnlyList<SortKey> sort,
        object?[] values,
        int count
    )
    {
        for (var i = 0; i < count; i++)
        {
            sql.Add(" AND ").Field(sort[i].Field);
            if (values[i] is null)
                sql.Add(" IS NULL");
            else
                sql.Add(" = ").Value(values[i]);
        }

        return sql;
    }

    /// <summary>Below every value of the type: a range that an index serves, which "is not null" is
    /// not.</summary>
    private static string Least(FieldType type) =>
        type is FieldType.Number or FieldType.Flag ? "-9e999" : "''";
}
