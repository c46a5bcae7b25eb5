using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using KoSales.Functions.Storage.Sqlite.Members;
using KoSales.Functions.Storage.Sqlite.Reading;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>The statements that write a collection.</summary>
internal sealed class WriteSql
{
    /// <summary>JSON text as SQLite stores it.</summary>
    public const string Binary = "SELECT jsonb(?1)";

    private static readonly ConditionalWeakTable<Collection, WriteSql> Known = [];

    private readonly ConcurrentDictionary<ulong, string> _updates = [];
    private readonly string _table;
    private readonly IReadOnlyList<string> _members;
    private readonly string _insertion;

    private WriteSql(Collection collection)
    {
        _table = SqlNames.Table(collection);
        _members = IndexedMembers.Of(collection).Paths;
        OrFail = OrFailFor(collection);
        var columns = string.Concat(_members.Select(p => $", {SqlNames.Column(p)}"));
        var values = string.Concat(_members.Select((_, i) => $", ?{i + 4}"));
        var document = TakesBinary ? "?3" : "jsonb(?3)";
        _insertion =
            $" INTO {_table}(id, version, doc{columns}) VALUES (?1, ?2, {document}{values})";
    }

    /// <summary>What a statement that writes one row of this table says after its verb; empty for nothing.</summary>
    /// <remarks>A table with triggers: SQLite would copy every page before the statement changes it, in case
    /// that the statement fails half way and has to be taken back alone. "Or fail" says that it need not: unique
    /// indexes are checked before anything is written, and whatever fails later fails the request.</remarks>
    public string OrFail { get; }

    /// <summary>Inserts are given the document as <see cref="Binary"/> makes it: a function within them is one
    /// more thing that may fail half way, whatever they say.</summary>
    public bool TakesBinary => OrFail.Length > 0;

    /// <summary>Id, version, the document, from 4 on the indexed members.</summary>
    public string Insert => field ??= $"INSERT{OrFail}{_insertion}";

    /// <summary>As <see cref="Insert"/>. Writes nothing when a unique key is taken.</summary>
    public string InsertIfAbsent => field ??= $"INSERT OR IGNORE{_insertion}";

    /// <summary>By id: row id, version, indexed members.</summary>
    public string Stored =>
        field ??=
            $"SELECT rowid, version{string.Concat(_members.Select(p => $", {SqlNames.Column(p)}"))} FROM {_table} WHERE id = ?1";

    public static WriteSql Of(Collection collection) =>
        Known.GetValue(collection, static c => new WriteSql(c));

    /// <summary>Row id, version, JSON text, from 4 on the members that are set, in order.</summary>
    /// <param name="changed">The members to set, one bit each. An index that has none of them stays
    /// untouched.</param>
    public string Update(ulong changed) => _updates.GetOrAdd(changed, WriteUpdate);

    public static BoundSql Delete(Collection collection, Filter filter, Instant now)
    {
        var sql = new SqlText(collection)
            .Add("DELETE FROM ")
            .Add(SqlNames.Table(collection))
            .Add(ChosenIndex.For(collection, filter))
            .Add(" WHERE ");
        new FilterSql(collection, now, sql).WriteWhere(filter);
        return sql.Done();
    }

    /// <summary>Removes at most so many whose instant has come, so that other writes get their turn in
    /// between.</summary>
    public static BoundSql Expire(Collection collection, IndexSpec index, Instant now, int limit)
    {
        var table = SqlNames.Table(collection);
        var sql = new SqlText(collection).Add(
            $"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE "
        );
        new FilterSql(collection, now, sql).WriteWhere(Due(index, now));
        return sql.Add(" LIMIT ").Value((long)limit).Add(")").Done();
    }

    private static string OrFailFor(Collection collection) =>
        collection.Indexes.Any(i => i.Multikey)
        && !collection.Indexes.Any(i => i is { Multikey: true, Unique: true })
            ? " OR FAIL"
            : "";

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

    private string WriteUpdate(ulong changed)
    {
        var sql = new StringBuilder();
        sql.Append("UPDATE").Append(OrFail).Append(' ').Append(_table);
        sql.Append(" SET version = ?2, doc = jsonb(?3)");
        var parameter = 4;
        for (var left = changed; left != 0; left &= left - 1)
        {
            var member = _members[BitOperations.TrailingZeroCount(left)];
            sql.Append(", ").Append(SqlNames.Column(member)).Append(" = ?").Append(parameter++);
        }

        return sql.Append(" WHERE rowid = ?1").ToString();
    }
}
