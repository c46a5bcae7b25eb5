using KoSales.Domain.Filters.Reading;
using KoSales.Functions.Storage.Sqlite.Members;
using KoSales.Functions.Storage.Sqlite.Reading;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>The statement that patches every match. It sets the columns that the patch reaches and no
/// others.</summary>
internal sealed class PatchSql
{
    private const string UpdatedAt = "updated_at";
    private const string UpdatedBy = "updated_by";

    private readonly Collection _collection;
    private readonly Patch _patch;
    private readonly SqlText _sql;
    private readonly string[] _assigned;
    private readonly string[] _added;

    private PatchSql(Collection collection, Patch patch)
    {
        (_collection, _patch, _sql) = (collection, patch, new SqlText(collection));
        _assigned = [.. patch.Set.Keys];
        _added = [.. patch.Increment.Keys];
    }

    public static SqlText Of(WriteOperation.PatchWhere operation, Instant now)
    {
        var writer = new PatchSql(operation.Collection, operation.Patch);
        writer.Write(operation.Filter, now);
        return writer._sql;
    }

    private void Write(Filter filter, Instant now)
    {
        var table = SqlNames.Table(_collection);
        var index = ChosenIndex.For(_collection, filter);
        _sql.Add($"UPDATE{WriteSql.Of(_collection).OrFail} {table}{index}");
        _sql.Add(" SET version = version + 1, doc = ");
        WriteDocument();
        foreach (var path in IndexedMembers.Of(_collection).Paths)
            WriteColumn(path);
        _sql.Add(" WHERE ");
        new FilterSql(_collection, now, _sql).WriteWhere(filter);
    }

    private void WriteDocument()
    {
        string[] removed = [.. _patch.Set.Where(s => IsRemoval(s.Value)).Select(s => s.Key)];
        if (removed.Length > 0)
            _sql.Add("jsonb_remove(");
        _sql.Add("jsonb_set(doc, '$.version', version + 1");
        WriteStamp();
        WriteAssignments();
        WriteIncrements();
        _sql.Add(")");
        if (removed.Length > 0)
            _sql.Add($", {string.Join(", ", removed.Select(SqlNames.Path))})");
    }

    private void WriteStamp() =>
        _sql.Add($", '$.{UpdatedAt}', ")
            .Value(InstantConverter.Write(_patch.At))
            .Add($", '$.{UpdatedBy}', ")
            .Value(_patch.By);

    private void WriteAssignments()
    {
        foreach (var (path, json) in _patch.Set.Where(s => !IsRemoval(s.Value)))
            _sql.Add($", {SqlNames.Path(path)}, json(").Value(json).Add(")");
    }

    private void WriteIncrements()
    {
        foreach (var path in _patch.Increment.Keys)
        {
            _sql.Add($", {SqlNames.Path(path)}, json(");
            WriteSum(path);
            _sql.Add(")");
        }
    }

    private void WriteSum(string path) =>
        _sql.Add($"{DecimalSum.Name}(doc -> {SqlNames.Path(path)}, ")
            .Value(FilterLiteral.AsJson(_patch.Increment[path]))
            .Add(")");

    /// <summary>Sets the column of an indexed member as the patched document will have it; nothing where the
    /// patch leaves it alone.</summary>
    private void WriteColumn(string path)
    {
        if (path is UpdatedAt or UpdatedBy)
            Assign(path).Value(path is UpdatedAt ? InstantConverter.Write(_patch.At) : _patch.By);
        else if (IsReachedOtherwise(path))
            WriteRead(path);
        else if (Array.FindLast(_assigned, p => IsWithin(path, p)) is { } by)
            Assign(path).Value(Assigned(path, by));
    }

    /// <summary>By more than one assignment to the member or to one around it: by an addition, inside of it, or
    /// several times over.</summary>
    private bool IsReachedOtherwise(string path)
    {
        var times = 0;
        foreach (var assigned in _assigned)
        {
            if (IsWithin(path, assigned))
                times++;
            else if (IsWithin(assigned, path))
                return true;
        }

        return times > 1 || Array.Exists(_added, p => IsWithin(p, path));
    }

    /// <summary>Reads it out of the patched document.</summary>
    private void WriteRead(string path)
    {
        Assign(path).Add("json_extract(");
        WriteDocument();
        _sql.Add($", {SqlNames.Path(path)})");
    }

    private SqlText Assign(string path) => _sql.Add($", {SqlNames.Column(path)} = ");

    /// <param name="by">The path that is set: the member's own or one around it.</param>
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
