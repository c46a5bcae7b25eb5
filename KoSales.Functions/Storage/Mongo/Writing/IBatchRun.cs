using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Writing;

/// <summary>A way to run the operations of a batch in a session. Remembers, from one run to the next, what
/// it learnt
/// about them.</summary>
internal interface IBatchRun
{
    /// <summary>Null: nothing was decided, and the batch is to be run again from the start, another
    /// way.</summary>
    Task<CommitResult?> ApplyAsync(
        IClientSessionHandle session,
        CancellationToken cancellationToken
    );
}
