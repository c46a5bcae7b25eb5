using KoSales.Domain.Storage;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>
/// One batch in one transaction, run again as a whole when another transaction got in between. A single insert, replacement or upsert is atomic by itself and
/// goes without one.
/// </summary>
internal sealed class MongoCommit(MongoConnection connection, IReadOnlyList<WriteOperation> operations, Instant now)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly MongoBatch _batch = new(connection, operations, now);

    public async Task<CommitResult> RunAsync(CancellationToken cancellationToken)
    {
        using var session = await connection.Client.StartSessionAsync(null, cancellationToken);
        var alone = operations is [WriteOperation.Insert or WriteOperation.Replace or WriteOperation.Upsert];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var result = alone ? await _batch.ApplyAsync(session, cancellationToken) : await TransactAsync(session, cancellationToken);
                if (result is not null) return result;
            }
            catch (MongoException exception) when (MongoFaults.MayRunAgain(exception))
            {
                await Task.Delay(Pause * attempt, cancellationToken);
            }
        }
    }

    /// <summary>Null: to be run again another way, which the batch has noted.</summary>
    private async Task<CommitResult?> TransactAsync(IClientSessionHandle session, CancellationToken cancellationToken)
    {
        session.StartTransaction();
        try
        {
            var result = await _batch.ApplyAsync(session, cancellationToken);
            if (result is { IsCommitted: true }) await CommitAsync(session, cancellationToken);
            return result;
        }
        finally
        {
            if (session.IsInTransaction) await session.AbortTransactionAsync(CancellationToken.None);
        }
    }

    private static async Task CommitAsync(IClientSessionHandle session, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await session.CommitTransactionAsync(cancellationToken);
                return;
            }
            catch (MongoException exception) when (MongoFaults.MayCommitAgain(exception))
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }
}
