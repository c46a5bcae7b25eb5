using NodaTime;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>Runs the operations of a batch inside the writer's transaction.</summary>
internal static class BatchWriter
{
    /// <summary>All operations or none. What can be made ready is made ready here, on the caller's
    /// thread.</summary>
    public static WriteWork<CommitResult> Work(
        IReadOnlyList<WriteOperation> operations,
        Instant now
    )
    {
        var writes = new PreparedWrite[operations.Count];
        for (var i = 0; i < writes.Length; i++)
            writes[i] = PreparedWrite.Of(operations[i], now);
        return new WriteWork<CommitResult>(
            link => Run(link, operations, writes),
            operations.Count,
            r => r.IsCommitted || LeftNothing(r, operations)
        )
        {
            UndoesItself =
                operations
                    is [WriteOperation.Insert or WriteOperation.Replace or WriteOperation.Upsert],
        };
    }

    private static CommitResult Run(
        SqliteLink link,
        IReadOnlyList<WriteOperation> operations,
        PreparedWrite[] writes
    )
    {
        var affected = new int[writes.Length];
        for (var i = 0; i < affected.Length; i++)
        {
            try
            {
                affected[i] = writes[i].Run(link);
            }
            catch (SqliteFailure failure) when (failure.IsDuplicate)
            {
                return Duplicate(operations[i].Collection, i, failure);
            }

            if (Refusal(operations[i], affected[i]) is { } status)
                return CommitResult.Refused(status, i);
        }

        return CommitResult.Committed(affected);
    }

    private static CommitResult Duplicate(Collection collection, int at, SqliteFailure failure) =>
        CommitResult.Refused(
            CommitStatus.DuplicateKey,
            at,
            DuplicateIndex.In(collection, failure.Message)
        );

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
}
