using System.Runtime.ExceptionServices;
using KoSales.Functions.Storage.Mongo.Connecting;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Writing;

/// <summary>Runs a batch in one round trip, whatever collections it writes: the command bulkWrite of
/// MongoDB 8.0 and
/// newer.</summary>
internal sealed class BulkBatch(MongoWrites writes) : IBatchRun
{
    private static readonly ClientBulkWriteOptions Options = new()
    {
        IsOrdered = true,
        VerboseResult = true,
    };

    /// <summary>Inserts whose document is there already, which a run before this one has found.</summary>
    private readonly HashSet<int> _present = [];

    public async Task<CommitResult?> ApplyAsync(
        IClientSessionHandle session,
        CancellationToken cancellationToken
    )
    {
        var sent = Pending();
        if (sent.Length == 0)
            return CommitResult.Committed(new int[writes.Count]);
        try
        {
            var result = await SendAsync(sent, session, cancellationToken);
            var affected = Affected(sent, sent.Length, result);
            return FirstRefusal(affected, writes.Count) ?? CommitResult.Committed(affected);
        }
        catch (ClientBulkWriteException exception) when (exception.WriteErrors.Count > 0)
        {
            return Failed(sent, exception);
        }
        catch (ClientBulkWriteException exception) when (exception.InnerException is { } cause)
        {
            // The driver wraps whatever ended the command as a whole: a conflict, a lost connection, the
            // end of its time.
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
    }

    private int[] Pending() =>
        [.. Enumerable.Range(0, writes.Count).Where(at => !_present.Contains(at))];

    private Task<ClientBulkWriteResult> SendAsync(
        int[] sent,
        IClientSessionHandle session,
        CancellationToken cancellationToken
    ) =>
        writes.Connection.Client.BulkWriteAsync(
            session,
            [.. sent.Select(writes.BulkModel)],
            Options,
            cancellationToken
        );

    private CommitResult? Failed(int[] sent, ClientBulkWriteException exception)
    {
        var (index, error) = exception.WriteErrors.MinBy(e => e.Key);
        if (error.Code != MongoFaults.DuplicateKey)
            throw exception;
        var culprit = sent[index];
        if (
            exception.PartialResult is { } partial
            && FirstRefusal(Affected(sent, index, partial), culprit) is { } earlier
        )
            return earlier;
        if (!MongoWrites.IgnoresDuplicate(writes[culprit]))
            return CommitResult.Refused(
                CommitStatus.DuplicateKey,
                culprit,
                MongoFaults.DuplicateIndex(error.Message)
            );

        // The error has ended the transaction; the next run leaves this insert out.
        _present.Add(culprit);
        return null;
    }

    /// <summary>Documents written per operation of the batch, for the first so many that were sent.</summary>
    private int[] Affected(int[] sent, int count, ClientBulkWriteResult result)
    {
        var affected = new int[writes.Count];
        for (var i = 0; i < count; i++)
            affected[sent[i]] = (int)CountOf(writes[sent[i]], i, result);
        return affected;
    }

    private static long CountOf(
        WriteOperation operation,
        int index,
        ClientBulkWriteResult result
    ) =>
        operation switch
        {
            WriteOperation.Insert { IgnoreDuplicate: true } => IsUpserted(
                result.UpdateResults[index]
            )
                ? 1
                : 0,
            WriteOperation.Insert or WriteOperation.Upsert => 1,
            WriteOperation.DeleteWhere => result.DeleteResults[index].DeletedCount,
            _ => result.UpdateResults[index].MatchedCount,
        };

    private static bool IsUpserted(BulkWriteUpdateResult result) =>
        result.UpsertedId is { IsBsonNull: false };

    private CommitResult? FirstRefusal(int[] affected, int end)
    {
        for (var at = 0; at < end; at++)
        {
            if (MongoWrites.Refusal(writes[at], affected[at]) is { } status)
                return CommitResult.Refused(status, at);
        }

        return null;
    }
}
