using System.Collections.Concurrent;
using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>Runs the operations of a batch inside the writer's transaction.</summary>
internal sealed class BatchWriter
{
    private readonly ConcurrentDictionary<string, WriteSql> _statements = new(
        StringComparer.Ordinal
    );

    /// <summary>All operations or none.</summary>
    public WriteWork<CommitResult> Work(IReadOnlyList<WriteOperation> operations, Instant now) =>
        new(
            link => Run(link, operations, now),
            operations.Count,
            r => r.IsCommitted || LeftNothing(r, operations)
        )
        {
            UndoesItself =
                operations
                    is [WriteOperation.Insert or WriteOperation.Replace or WriteOperation.Upsert],
        };

    private CommitResult Run(SqliteLink link, IReadOnlyList<WriteOperation> operations, Instant now)
    {
        var affected = new int[operations.Count];
        for (var i = 0; i < affected.Length; i++)
        {
            try
            {
                affected[i] = Run(link, operations[i], now);
            }
            catch (SqliteFailure failure) when (failure.IsDuplicate)
            {
                return Duplicate(i, failure);
            }

            if (Refusal(operations[i], affected[i]) is { } status)
                return CommitResult.Refused(status, i);
        }

        return CommitResult.Committed(affected);
    }

    private static CommitResult Duplicate(int at, SqliteFailure failure) =>
        CommitResult.Refused(CommitStatus.DuplicateKey, at, DuplicateIndex.In(failure.Message));

    private static bool LeftNothing(
        CommitResult refused,
        IReadOnlyList<WriteOperation> operations
    ) => refused.Operation == 0 && operations[0] is WriteOperation.Insert or WriteOperation.Replace;

    private static CommitStatus? Refusal(WriteOperation operation, int affected) =>
        operation switch
        {
            WriteOperation.Replace when affected == 0 => CommitStatus.VersionConflict,
            WriteOperation.PatchWhere { Expected: { } expected } when affected != expected =>
                CommitStatus.ConditionFailed,
            WriteOperation.DeleteWhere { Expected: { } expected } when affected != expected =>
                CommitStatus.ConditionFailed,
            _ => null,
        };

    private int Run(SqliteLink link, WriteOperation operation, Instant now)
    {
        var sql = StatementsOf(operation.Collection);
        return operation switch
        {
            WriteOperation.Insert insert => Insert(link, sql, insert),
            WriteOperation.Upsert upsert => Upsert(link, sql, upsert),
            WriteOperation.Replace replace => Replace(link, sql.Replace, replace),
            WriteOperation.PatchWhere patch => Patch(link, patch, now),
            WriteOperation.DeleteWhere delete => Delete(link, delete, now),
            _ => throw new ArgumentException(
                $"{operation.GetType().Name} is no operation of the port",
                nameof(operation)
            ),
        };
    }

    private static int Patch(SqliteLink link, WriteOperation.PatchWhere patch, Instant now) =>
        Run(link, WriteSql.Patch(patch.Collection, patch.Filter, patch.Patch, now));

    private static int Delete(SqliteLink link, WriteOperation.DeleteWhere delete, Instant now) =>
        Run(link, WriteSql.Delete(delete.Collection, delete.Filter, now));

    private WriteSql StatementsOf(Collection collection) =>
        _statements.GetOrAdd(collection.Name, static (_, c) => new WriteSql(c), collection);

    private static int Insert(SqliteLink link, WriteSql sql, WriteOperation.Insert insert) =>
        Write(
            link,
            insert.IgnoreDuplicate ? sql.InsertIfAbsent : sql.Insert,
            insert.Id,
            insert.Version,
            insert.Json
        );

    private static int Upsert(SqliteLink link, WriteSql sql, WriteOperation.Upsert upsert) =>
        Write(link, sql.Upsert, upsert.Id, upsert.Version, upsert.Json);

    private static int Write(SqliteLink link, string sql, string id, int version, byte[] json)
    {
        using var statement = link.Prepare(sql);
        return statement.Bind(1, id).Bind(2, version).BindUtf8(3, json).Run();
    }

    private static int Replace(SqliteLink link, string sql, WriteOperation.Replace replace)
    {
        using var statement = link.Prepare(sql);
        return statement
            .Bind(1, replace.Id)
            .Bind(2, replace.ExpectedVersion + 1)
            .BindUtf8(3, replace.Json)
            .Bind(4, replace.ExpectedVersion)
            .Run();
    }

    public static int Run(SqliteLink link, SqlText sql)
    {
        using var statement = link.Prepare(sql.ToString());
        return statement.BindAll(sql.Parameters).Run();
    }
}
