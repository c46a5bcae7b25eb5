using System.Numerics;
using KoSales.Functions.Storage.Sqlite.Members;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>An operation with all that can be made ready before the one writer has it: SQL text and the
/// values of columns.</summary>
internal abstract class PreparedWrite
{
    public static PreparedWrite Of(WriteOperation operation, Instant now) =>
        operation switch
        {
            WriteOperation.Insert insert => new PreparedInsert(insert),
            WriteOperation.Upsert upsert => new PreparedUpsert(upsert),
            WriteOperation.Replace replace => new PreparedReplace(replace),
            WriteOperation.PatchWhere patch => new PreparedPatch(
                PatchSql.Matching(patch, now),
                PatchSql.OfRow(patch)
            ),
            WriteOperation.DeleteWhere delete => new PreparedStatement(
                WriteSql.Delete(delete.Collection, delete.Filter, now)
            ),
            _ => throw new ArgumentException(
                $"{operation.GetType().Name} is no operation of the port",
                nameof(operation)
            ),
        };

    /// <summary>Inside the writer's transaction. Returns how many documents were written.</summary>
    public abstract int Run(SqliteLink link);
}

/// <summary>A statement over whatever matches.</summary>
internal sealed class PreparedStatement(BoundSql sql) : PreparedWrite
{
    public override int Run(SqliteLink link)
    {
        using var statement = link.Prepare(sql.Text);
        return statement.BindAll(sql.Parameters).Run();
    }
}

/// <summary>Patches each row that matches.</summary>
/// <param name="matching">The ids of the rows.</param>
/// <param name="patch">Patches the row whose id is bound last.</param>
/// <remarks>One statement over all of them would cost several times as much where none or one matches: it keeps
/// the ids in a table of its own, and a journal in case that it fails half way.</remarks>
internal sealed class PreparedPatch(BoundSql matching, BoundSql patch) : PreparedWrite
{
    public override int Run(SqliteLink link)
    {
        var rows = Rows(link);
        if (rows.Count == 0)
            return 0;
        using var statement = link.Prepare(patch.Text);
        statement.BindAll(patch.Parameters);
        foreach (var row in rows)
        {
            statement.Bind(patch.Parameters.Count + 1, row).Run();
            statement.Rewind();
        }

        return rows.Count;
    }

    private List<long> Rows(SqliteLink link)
    {
        List<long> rows = [];
        using var statement = link.Prepare(matching.Text);
        statement.BindAll(matching.Parameters);
        while (statement.Step())
            rows.Add(statement.Long(0));
        return rows;
    }
}

/// <summary>A whole document and its row.</summary>
internal sealed class PreparedDocument(Collection collection, byte[] json)
{
    private const int FirstMember = 4;

    private readonly MemberValue[] _members = IndexedMembers.Of(collection).ValuesIn(json);

    public WriteSql Sql { get; } = WriteSql.Of(collection);

    public int Insert(SqliteLink link, string sql, string id, int version)
    {
        using var statement = link.Prepare(sql);
        statement.Bind(1, id).Bind(2, version);
        BindDocument(link, statement);
        for (var at = 0; at < _members.Length; at++)
            _members[at].BindTo(statement, FirstMember + at);
        return statement.Run();
    }

    public int Update(SqliteLink link, StoredRow stored, int version)
    {
        using var statement = link.Prepare(Sql.Update(stored.Changed));
        statement.Bind(1, stored.Row).Bind(2, version).BindUtf8(3, json);
        var parameter = FirstMember;
        for (var left = stored.Changed; left != 0; left &= left - 1)
            _members[BitOperations.TrailingZeroCount(left)].BindTo(statement, parameter++);
        return statement.Run();
    }

    /// <summary>The row that has the id now; null for none.</summary>
    public StoredRow? Find(SqliteLink link, string id)
    {
        using var stored = link.Prepare(Sql.Stored);
        return stored.Bind(1, id).Step()
            ? new StoredRow(stored.Long(0), (int)stored.Long(1), ChangedFrom(stored))
            : null;
    }

    private void BindDocument(SqliteLink link, Statement insert)
    {
        if (!Sql.TakesBinary)
        {
            insert.BindUtf8(3, json);
            return;
        }

        using var binary = link.Prepare(WriteSql.Binary);
        binary.BindUtf8(1, json).Step();
        insert.BindBlob(3, binary.Bytes(0));
    }

    private ulong ChangedFrom(Statement stored)
    {
        var changed = 0UL;
        for (var at = 0; at < _members.Length; at++)
        {
            if (!_members[at].IsIn(stored, at + 2))
                changed |= 1UL << at;
        }

        return changed;
    }
}

/// <param name="Changed">The indexed members that the document to be written has another value of, one bit
/// each.</param>
internal readonly record struct StoredRow(long Row, int Version, ulong Changed);

internal sealed class PreparedInsert(WriteOperation.Insert insert) : PreparedWrite
{
    private readonly PreparedDocument _document = new(insert.Collection, insert.Json);

    public override int Run(SqliteLink link) =>
        _document.Insert(
            link,
            insert.IgnoreDuplicate ? _document.Sql.InsertIfAbsent : _document.Sql.Insert,
            insert.Id,
            insert.Version
        );
}

internal sealed class PreparedReplace(WriteOperation.Replace replace) : PreparedWrite
{
    private readonly PreparedDocument _document = new(replace.Collection, replace.Json);

    public override int Run(SqliteLink link) =>
        _document.Find(link, replace.Id) is { } stored && stored.Version == replace.ExpectedVersion
            ? _document.Update(link, stored, replace.ExpectedVersion + 1)
            : 0;
}

internal sealed class PreparedUpsert(WriteOperation.Upsert upsert) : PreparedWrite
{
    private readonly PreparedDocument _document = new(upsert.Collection, upsert.Json);

    public override int Run(SqliteLink link) =>
        _document.Find(link, upsert.Id) is { } stored
            ? _document.Update(link, stored, upsert.Version)
            : _document.Insert(link, _document.Sql.Insert, upsert.Id, upsert.Version);
}
