using KoSales.Domain.Filters.Reading;
using KoSales.Functions.Storage.Sqlite.Reading;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>The statements that write a collection.</summary>
internal sealed class WriteSql(Collection collection)
{
    private readonly string _table = SqlNames.Table(collection);

    // A table with triggers: SQLite would copy every page before the statement changes it, in case that the
    // statement fails half way and has to be taken back
    // alone. "Or fail" says that it need not: unique indexes are checked before anything is written, and
    // whatever fails later fails the request.
    private readonly string _orFail = OrFail(collection);

    /// <summary>Id, version, JSON text.</summary>
    public string Insert =>
        field ??= $"INSERT{_orFail} INTO {_table}(id, version, doc) VALUES (?1, ?2, jsonb(?3))";

    /// <summary>Id, version, JSON text. Writes nothing when a unique key is taken.</summary>
    public string InsertIfAbsent =>
        field ??= $"INSERT OR IGNORE INTO {_table}(id, version, doc) VALUES (?1, ?2, jsonb(?3))";

    /// <summary>Id, new version, JSON text, expected version.</summary>
    public string Replace =>
        field ??=
            $"UPDATE{_orFail} {_table} SET version = ?2, doc = jsonb(?3) WHERE id = ?1 AND version = ?4";

    /// <summary>Id, version, JSON text.</summary>
    public string Upsert =>
        field ??=
            $"INSERT INTO {_table}(id, version, doc) VALUES (?1, ?2, jsonb(?3)) ON CONFLICT(id) DO UPDATE SET version = excluded.version, doc = excluded.doc";

    public static SqlText Patch(Collection collection, Filter filter, Patch patch, Instant now)
    {
        var sql = new SqlText().Add(
            $"UPDATE{OrFail(collection)} {SqlNames.Table(collection)}{ChosenIndex.For(collection, filter)} SET version = version + 1, doc = "
        );
        WritePatched(sql, patch);
        sql.Add(" WHERE ");
        new FilterSql(collection, now, sql).WriteWhere(filter);
        return sql;
    }

    public static SqlText Delete(Collection collection, Filter filter, Instant now)
    {
        var sql = new SqlText().Add(
            $"DELETE FROM {SqlNames.Table(collection)}{ChosenIndex.For(collection, filter)} WHERE "
        );
        new FilterSql(collection, now, sql).WriteWhere(filter);
        return sql;
    }

    /// <summary>Removes at most so many whose instant has come, so that other writes get their turn in
    /// between.</summary>
    public static SqlText Expire(Collection collection, IndexSpec index, Instant now, int limit)
    {
        var table = SqlNames.Table(collection);
        var sql = new SqlText().Add(
            $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE "
        );
        new FilterSql(collection, now, sql).WriteWhere(Due(index, now));
        return sql.Add(" LIMIT ").Value((long)limit).Add(")");
    }

    private static Filter Due(IndexSpec index, Instant now)
    {
        var latest = now - Duration.FromSeconds(index.ExpireAfterSeconds!.Value);
        var due = new Filter.Condition(
            index.Keys[0],
            FilterOperator.Lte,
            new FilterValue.Moment(latest)
        );
        return index.Where is null ? due : Filter.AllOf(index.Where, due);
    }

    private static string OrFail(Collection collection) =>
        collection.Indexes.Any(i => i.Multikey)
        && !collection.Indexes.Any(i => i is { Multikey: true, Unique: true })
            ? " OR FAIL"
            : "";

    private static void WritePatched(SqlText sql, Patch patch)
    {
        var removed = RemovedBy(patch);
        if (removed.Length > 0)
            sql.Add("jsonb_remove(");
        sql.Add("jsonb_set(doc, '$.version', version + 1");
        WriteStamp(sql, patch);
        WriteAssignments(sql, patch);
        WriteIncrements(sql, patch);
        sql.Add(")");
        if (removed.Length > 0)
            sql.Add($", {string.Join(", ", removed.Select(SqlNames.Path))})");
    }

    private static string[] RemovedBy(Patch patch) =>
        [.. patch.Set.Where(s => IsRemoval(s.Value)).Select(s => s.Key)];

    private static bool IsRemoval(string? json) => json is null or "null";

    private static void WriteStamp(SqlText sql, Patch patch) =>
        sql.Add(", '$.updated_at', ")
            .Value(InstantConverter.Write(patch.At))
            .Add(", '$.updated_by', ")
            .Value(patch.By);

    private static void WriteAssignments(SqlText sql, Patch patch)
    {
        foreach (var (path, json) in patch.Set.Where(s => !IsRemoval(s.Value)))
            sql.Add($", {SqlNames.Path(path)}, json(").Value(json).Add(")");
    }

    private static void WriteIncrements(SqlText sql, Patch patch)
    {
        foreach (var (path, amount) in patch.Increment)
        {
            var at = SqlNames.Path(path);
            sql.Add($", {at}, json({DecimalSum.Name}(doc -> {at}, ")
                .Value(FilterLiteral.AsJson(amount))
                .Add("))");
        }
    }
}
