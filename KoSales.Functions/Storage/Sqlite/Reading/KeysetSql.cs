using System.Text.Json;

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
    /// <summary>Writers of one extra condition each; a single empty one for a first page.</summary>
    public static IReadOnlyList<Action<SqlText>> Ranges(Query query)
    {
        if (query.After is not { } after)
            return [_ => { }];
        if (after.Values.Count != query.Sort.Count)
            throw new ArgumentException(
                "the position has another number of values than the sort has keys",
                nameof(query)
            );
        var keys = query.Keys;
        object?[] values = [.. after.Values.Take(keys.Count).Select(Parse)];
        var beyond = query.IdDescending ? " AND id < " : " AND id > ";
        List<Action<SqlText>> ranges =
        [
            sql => Same(sql, keys, values, keys.Count).Add(beyond).Value(after.Id),
        ];
        for (var i = keys.Count - 1; i >= 0; i--)
            AddBeyond(ranges, keys, values, i);
        return ranges;
    }

    public static void WriteOrder(SqlText sql, Query query)
    {
        sql.Add(" ORDER BY ");
        foreach (var key in query.Keys)
            sql.Field(key.Field).Add(key.Descending ? " DESC, " : ", ");
        sql.Add(query.IdDescending ? "id DESC" : "id");
    }

    private static void AddBeyond(
        List<Action<SqlText>> ranges,
        IReadOnlyList<SortKey> sort,
        object?[] values,
        int at
    )
    {
        var (key, value) = (sort[at], values[at]);
        SqlText Prefix(SqlText sql) => Same(sql, sort, values, at).Add(" AND ").Field(key.Field);

        if (!key.Descending && value is null)
            ranges.Add(sql => Prefix(sql).Add(" >= ").Add(Least(key.Type)));
        else if (!key.Descending)
            ranges.Add(sql => Prefix(sql).Add(" > ").Value(value));
        else if (value is not null)
        {
            ranges.Add(sql => Prefix(sql).Add(" < ").Value(value));
            ranges.Add(sql => Prefix(sql).Add(" IS NULL"));
        }
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

    private static object? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.TryGetInt64(out var integer)
                ? integer
                : value.GetDouble(),
            JsonValueKind.True => 1L,
            JsonValueKind.False => 0L,
            JsonValueKind.Null => null,
            _ => throw new ArgumentException(
                "a position holds texts, numbers, flags and nulls",
                nameof(json)
            ),
        };
    }
}
