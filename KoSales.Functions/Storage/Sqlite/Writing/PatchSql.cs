using KoSales.Domain.Filters.Reading;
using KoSales.Functions.Storage.Sqlite.Members;
using KoSales.Functions.Storage.Sqlite.Reading;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>The statements that find what a patch is for, and that patch one document. The latter sets the columns
/// that the patch reaches and no others.</summary>
/// <remarks>"Or fail": SQLite would copy every page before it changes it, to take back what triggers did when one of
/// them fails. The request that patches is then taken back as a whole anyway.</remarks>
internal sealed class PatchSql
{
    private const string UpdatedAt = "updated_at";
    private const string UpdatedBy = "updated_by";

    private readonly Collection _collection;
    private readonly Patch _patch;
    private readonly SqlText _sql;
    private readonly KeyValuePair<string, string?>[] _set;
    private readonly string[] _added;
    private readonly string _at;

    private PatchSql(Collection collection, Patch patch)
    {
        (_collection, _patch, _sql) = (collection, patch, new SqlText(collection));
        _set = [.. patch.Set];
        _added = patch.Increment.Count == 0 ? [] : [.. patch.Increment.Keys];
        _at = InstantConverter.Write(patch.At);
    }

    /// <summary>The row ids of what matches.</summary>
    public static BoundSql Matching(WriteOperation.PatchWhere operation, Instant now)
    {
        var (collection, filter) = (operation.Collection, operation.Filter);
        var sql = new SqlText(collection)
            .Add("SELECT rowid FROM ")
            .Add(SqlNames.Table(collection))
            .Add(ChosenIndex.For(collection, filter))
            .Add(" WHERE ");
        new FilterSql(collection, now, sql).WriteWhere(filter);
        return sql.Done();
    }

    /// <summary>Patches the row whose id is bound after the values.</summary>
    public static BoundSql OfRow(WriteOperation.PatchWhere operation)
    {
        var writer = new PatchSql(operation.Collection, operation.Patch);
        writer.Write();
        return writer._sql.Done();
    }

    private void Write()
    {
        _sql.Add("UPDATE OR FAIL ")
            .Add(SqlNames.Table(_collection))
            .Add(" SET version = version + 1, doc = ");
        WriteDocument();
        var paths = IndexedMembers.Of(_collection).Paths;
        for (var i = 0; i < paths.Count; i++)
            WriteColumn(paths[i]);
        _sql.Add(" WHERE rowid = ?");
    }

    private void WriteDocument()
    {
        var removes = Array.Exists(_set, static s => IsRemoval(s.Value));
        if (removes)
            _sql.Add("jsonb_remove(");
        _sql.Add("jsonb_set(doc, '$.version', version + 1");
        WriteStamp();
        WriteAssignments();
        WriteIncrements();
        _sql.Add(")");
        if (removes)
            WriteRemovals();
    }

    private void WriteStamp() =>
        _sql.Add($", '$.{UpdatedAt}', ").Value(_at).Add($", '$.{UpdatedBy}', ").Value(_patch.By);

    private void WriteAssignments()
    {
        foreach (var (path, json) in _set)
        {
            if (!IsRemoval(json))
                _sql.Add(", ").Add(SqlNames.Path(path)).Add(", json(").Value(json).Add(")");
        }
    }

    private void WriteRemovals()
    {
        foreach (var (path, json) in _set)
        {
            if (IsRemoval(json))
                _sql.Add(", ").Add(SqlNames.Path(path));
        }

        _sql.Add(")");
    }

    private void WriteIncrements()
    {
        foreach (var path in _added)
        {
            _sql.Add(", ").Add(SqlNames.Path(path)).Add(", json(");
            WriteSum(path);
            _sql.Add(")");
        }
    }

    private void WriteSum(string path) =>
        _sql.Add(DecimalSum.Name)
            .Add("(doc -> ")
            .Add(SqlNames.Path(path))
            .Add(", ")
            .Value(FilterLiteral.AsJson(_patch.Increment[path]))
            .Add(")");

    /// <summary>Sets the column of an indexed member as the patched document will have it; nothing where the
    /// patch leaves it alone.</summary>
    private void WriteColumn(string path)
    {
        if (path is UpdatedAt or UpdatedBy)
            Assign(path).Value(path is UpdatedAt ? _at : _patch.By);
        else if (IsReachedOtherwise(path))
            WriteRead(path);
        else if (SettingOf(path) is { } by)
            Assign(path).Value(Assigned(path, by));
    }

    /// <summary>The path that is set: the member's own or one around it; null for none.</summary>
    private string? SettingOf(string path)
    {
        foreach (var (by, _) in _set)
        {
            if (IsWithin(path, by))
                return by;
        }

        return null;
    }

    /// <summary>By more than one assignment to the member or to one around it: by an addition, inside of it, or
    /// several times over.</summary>
    private bool IsReachedOtherwise(string path)
    {
        var times = 0;
        foreach (var (assigned, _) in _set)
        {
            if (IsWithin(path, assigned))
                times++;
            else if (IsWithin(assigned, path))
                return true;
        }

        foreach (var added in _added)
        {
            if (IsWithin(added, path))
                return true;
        }

        return times > 1;
    }

    /// <summary>Reads it out of the patched document.</summary>
    private void WriteRead(string path)
    {
        Assign(path).Add("json_extract(");
        WriteDocument();
        _sql.Add(", ").Add(SqlNames.Path(path)).Add(")");
    }

    private SqlText Assign(string path) =>
        _sql.Add(", ").Add(SqlNames.Field(_collection, path)).Add(" = ");

    /// <param name="by">See <see cref="SettingOf"/>.</param>
    private object? Assigned(string path, string by)
    {
        if (_patch.Set[by] is not { } json)
            return null;
        return by == path ? BoundJson.Of(json) : BoundJson.Of(json, path[(by.Length + 1)..]);
    }

    private static bool IsWithin(string path, string outer) =>
        path.StartsWith(outer, StringComparison.Ordinal)
        && (path.Length == outer.Length || path[outer.Length] == '.');

    private static bool IsRemoval(string? json) => json is null or "null";
}
