using NodaTime;

namespace KoSales.Domain.Storage;

/// <summary>The storage port: a small document database with two adapters (SQLite, MongoDB).</summary>
/// <remarks>
/// An acknowledged write is durable (survives kill -9 and power loss). Reads see every write acknowledged
/// before they
/// began. Every method throws <see cref="StoreUnavailableException"/> when the store does not answer in
/// time, which
/// callers turn into 503, and nothing else for an expected outcome. A commit throws
/// <see cref="DocumentTooLargeException"/> for a document that the store cannot hold. Documents are passed
/// as they are:
/// deleted ones (<c>deleted_at</c>) are not hidden here, and scope is the caller's filter.
/// </remarks>
public interface IDocumentStore
{
    /// <summary>Null when absent.</summary>
    ValueTask<RawDocument?> GetAsync(
        Collection collection,
        string id,
        CancellationToken cancellationToken
    );

    /// <summary>Those that exist, in no particular order; an empty list of ids yields none without a round
    /// trip.</summary>
    ValueTask<IReadOnlyList<RawDocument>> GetManyAsync(
        Collection collection,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    /// <summary>At most <see cref="Query.Limit"/> documents after <see cref="Query.After"/> in the order of
    /// <see cref="Query.Sort"/>, then id in the direction of the last key.</summary>
    ValueTask<IReadOnlyList<RawDocument>> QueryAsync(
        Query query,
        CancellationToken cancellationToken
    );

    /// <summary>Every match in id order (ordinal), read in pages, so memory stays flat and no read
    /// transaction stays
    /// open between pages. A document written while streaming may or may not be seen; none is seen
    /// twice.</summary>
    IAsyncEnumerable<RawDocument> StreamAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    );

    /// <summary>As <see cref="StreamAsync"/>, without the documents: for walks that only compare who is
    /// there.</summary>
    IAsyncEnumerable<string> StreamIdsAsync(
        Collection collection,
        Filter filter,
        string? afterId,
        CancellationToken cancellationToken
    );

    ValueTask<long> CountAsync(
        Collection collection,
        Filter filter,
        CancellationToken cancellationToken
    );

    /// <summary>One row per distinct combination of values of the fields (null where missing) among the
    /// matches.</summary>
    ValueTask<IReadOnlyList<GroupCount>> GroupCountAsync(
        Collection collection,
        Filter filter,
        IReadOnlyList<string> fields,
        CancellationToken cancellationToken
    );

    /// <summary>All of the batch or nothing, in order. A batch without operations is committed at once. An
    /// outcome
    /// other than committed says which operation was in the way and leaves nothing behind.</summary>
    ValueTask<CommitResult> CommitAsync(WriteBatch batch, CancellationToken cancellationToken);

    /// <summary>Takes <paramref name="count"/> numbers of a counter that starts at 1 and returns the first;
    /// durable,
    /// never given twice.</summary>
    ValueTask<long> AllocateAsync(string counter, int count, CancellationToken cancellationToken);

    /// <summary>Creates what is missing of collections and indexes and drops those of its own indexes that
    /// are no
    /// longer declared; idempotent. A server may refuse everything else before.</summary>
    /// <exception cref="StoreRefusedException">The server is too old, or the store was written by a newer
    /// build.</exception>
    ValueTask EnsureAsync(
        IReadOnlyCollection<Collection> collections,
        CancellationToken cancellationToken
    );

    /// <summary>The name of the index by which the planner answers the query, or null when it would scan the
    /// collection.</summary>
    ValueTask<string?> ExplainAsync(Query query, CancellationToken cancellationToken);

    /// <summary>Removes documents whose expiring index says so; returns how many. A no-op where the store
    /// does it by
    /// itself.</summary>
    ValueTask<int> ExpireAsync(
        IReadOnlyCollection<Collection> collections,
        Instant now,
        CancellationToken cancellationToken
    );

    /// <summary>Answers when the store does; throws <see cref="StoreUnavailableException"/>
    /// otherwise.</summary>
    ValueTask PingAsync(CancellationToken cancellationToken);
}

/// <summary>The store did not answer in time, is locked or is full.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);

/// <summary>The store cannot be used by this build until a person has acted; the message is a sentence that
/// says
/// how.</summary>
public sealed class StoreRefusedException(string message, Exception? inner = null)
    : Exception(message, inner);

/// <summary>A document would be larger than the store takes. Nothing was written.</summary>
public sealed class DocumentTooLargeException(string message, Exception? inner = null)
    : Exception(message, inner);

/// <param name="Values">In the order of the fields asked for: texts as they are, numbers in digits, flags
/// as 1 and 0;
/// null where the field is missing.</param>
public sealed record GroupCount(IReadOnlyList<string?> Values, long Count);
