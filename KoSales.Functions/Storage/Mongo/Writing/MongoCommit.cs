using KoSales.Functions.Storage.Mongo.Connecting;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo.Writing;

/// <summary>
/// One batch in one transaction, run again as a whole when another transaction got in between. A single
/// write of
/// one document is atomic by itself and goes without one.
/// </summary>
internal sealed class MongoCommit(
    MongoConnection connection,
    IReadOnlyList<WriteOperation> operations,
    Instant now
)
{
    /// <summary>A transaction reads from the primary, whatever the connection string prefers.</summary>
    private static readonly TransactionOptions Transaction = new(
        readPreference: ReadPreference.Primary
    );

    private readonly MongoWrites _writes = new(connection, operations, now);

    /// <param name="hasBulkWrite">Whether the server knows the command bulkWrite.</param>
    /// <exception cref="StoreUnavailableException">Other writers were in the way all the time, or the
    /// outcome of the commit cannot be learnt.</exception>
    public async Task<CommitResult> RunAsync(bool hasBulkWrite, CancellationToken cancellationToken)
    {
        var isAlone = operations is [var only] && MongoWrites.IsAtomicAlone(only);
        IBatchRun batch =
            hasBulkWrite && !isAlone ? new BulkBatch(_writes) : new GroupedBatch(_writes);
        using var session = await connection.Client.StartSessionAsync(null, cancellationToken);
        var backoff = new MongoBackoff();
        while (true)
        {
            try
            {
                var result = isAlone
                    ? await batch.ApplyAsync(session, cancellationToken)
                    : await TransactAsync(session, batch, cancellationToken);
                if (result is not null)
                    return result;
            }
            catch (MongoException exception) when (MongoFaults.MayRunAgain(exception))
            {
                await PauseAsync(
                    backoff,
                    "other writers were in the way all the time",
                    exception,
                    cancellationToken
                );
            }
        }
    }

    /// <summary>Null: to be run again another way, which the batch has noted.</summary>
    private static async Task<CommitResult?> TransactAsync(
        IClientSessionHandle session,
        IBatchRun batch,
        CancellationToken cancellationToken
    )
    {
        session.StartTransaction(Transaction);
        try
        {
            var result = await batch.ApplyAsync(session, cancellationToken);
            if (result is { IsCommitted: true })
                await CommitAsync(session, cancellationToken);
            return result;
        }
        finally
        {
            if (session.IsInTransaction)
                await session.AbortTransactionAsync(CancellationToken.None);
        }
    }

    private static async Task CommitAsync(
        IClientSessionHandle session,
        CancellationToken cancellationToken
    )
    {
        var backoff = new MongoBackoff();
        while (true)
        {
            try
            {
                await session.CommitTransactionAsync(cancellationToken);
                return;
            }
            catch (MongoException exception) when (MongoFaults.MayCommitAgain(exception))
            {
                await PauseAsync(
                    backoff,
                    "the outcome of a commit is not known",
                    exception,
                    cancellationToken
                );
            }
        }
    }

    /// <exception cref="StoreUnavailableException">It was tried often enough.</exception>
    private static Task PauseAsync(
        MongoBackoff backoff,
        string hopeless,
        MongoException last,
        CancellationToken cancellationToken
    ) =>
        backoff.MayTryAgain
            ? backoff.WaitAsync(cancellationToken)
            : throw new StoreUnavailableException(hopeless, last);
}
