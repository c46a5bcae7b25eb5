using System.Collections.Concurrent;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Sessions;

/// <summary>Open cursors: what their queries found and was not fetched yet.</summary>
internal sealed class CursorTable
{
    private const int FirstBatch = 101;
    private const int LargestBatch = 16 * 1024 * 1024;

    private readonly ConcurrentDictionary<long, Queue<BsonDocument>> _cursors = new();
    private long _last;

    public int Count => _cursors.Count;

    /// <summary>The member <c>cursor</c> of the answer to a query.</summary>
    /// <param name="batchSize">Null for the server's own choice.</param>
    public BsonDocument Open(
        string name,
        IEnumerable<BsonDocument> found,
        int? batchSize,
        bool isSingle
    )
    {
        var rest = new Queue<BsonDocument>(found);
        var batch = Take(rest, batchSize ?? FirstBatch);
        var id = rest.Count == 0 || isSingle ? 0 : Interlocked.Increment(ref _last);
        if (id != 0)
            _cursors[id] = rest;
        return new BsonDocument
        {
            { "firstBatch", batch },
            { "id", id },
            { "ns", name },
        };
    }

    /// <exception cref="MongoError">There is no such cursor.</exception>
    public BsonDocument Next(string name, long id, int? batchSize)
    {
        if (!_cursors.TryGetValue(id, out var rest))
            throw new MongoError(43, "CursorNotFound", $"cursor id {id} not found");
        var batch = Take(rest, batchSize ?? int.MaxValue);
        if (rest.Count == 0)
            Close(id);
        return new BsonDocument
        {
            { "nextBatch", batch },
            { "id", rest.Count == 0 ? 0L : id },
            { "ns", name },
        };
    }

    public bool Close(long id) => _cursors.TryRemove(id, out _);

    private static BsonArray Take(Queue<BsonDocument> rest, int limit)
    {
        var batch = new BsonArray();
        var size = 0;
        while (batch.Count < limit && size < LargestBatch && rest.TryDequeue(out var document))
        {
            batch.Add(document);
            if (rest.Count > 0)
                size += document.ToBson().Length;
        }

        return batch;
    }
}
