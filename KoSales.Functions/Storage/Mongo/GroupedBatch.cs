using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>
/// Runs a batch in about one round trip per collection: operations on different collections never meet, so
/// they need no
/// order among each other. An answer tells the sum of what a group wrote; when that does not say which
/// operation wrote
/// nothing, the next run asks one by one.
/// </summary>
internal sealed class GroupedBatch(MongoWrites writes) : IBatchRun
{
    private static readonly BulkWriteOptions Options = new() { IsOrdered = true };

    private readonly HashSet<int> _present = [];
    private readonly HashSet<string> _singly = new(StringComparer.Ordinal);

    public async Task<CommitResult?> ApplyAsync(
        IClientSessionHandle session,
        CancellationToken cancellationToken
    )
    {
        var affected = new int[writes.Count];
        foreach (var group in Groups())
        {
            try
            {
                var result = await writes
                    .Connection[writes[group[0]].Collection]
                    .BulkWriteAsync(
                        session,
                        group.Select(writes.Model),
                        Options,
                        cancellationToken
                    );
                if (Refusal(group, result) is { } status)
                {
                    if (group.Count == 1)
                        return CommitResult.Refused(status, group[0]);
                    _singly.Add(writes[group[0]].Collection.Name);
                    return null;
                }

                Note(group, result, affected);
            }
            catch (MongoBulkWriteException<BsonDocument> exception)
                when (exception.WriteErrors
                        is [{ Category: ServerErrorCategory.DuplicateKey } error, ..]
                )
            {
                return Duplicate(group[error.Index], error.Message);
            }
        }

        return CommitResult.Committed(affected);
    }

    /// <summary>In the order of their first operations; within a collection in the order of the
    /// batch.</summary>
    private IEnumerable<List<int>> Groups()
    {
        var open = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var groups = new List<List<int>>();
        for (var at = 0; at < writes.Count; at++)
        {
            if (_present.Contains(at))
                continue;
            var name = writes[at].Collection.Name;
            var joins = MongoWrites.IsSingle(writes[at]) && !_singly.Contains(name);
            if (joins && open.TryGetValue(name, out var group))
            {
                group.Add(at);
                continue;
            }

            groups.Add([at]);
            if (joins)
                open[name] = groups[^1];
            else
                open.Remove(name);
        }

        return groups;
    }

    private CommitStatus? Refusal(List<int> group, BulkWriteResult<BsonDocument> result)
    {
        var count = CountOf(result);
        if (group.Count == 1)
            return MongoWrites.IgnoresDuplicate(writes[group[0]])
                ? null
                : MongoWrites.Refusal(writes[group[0]], count);
        return count == group.Count ? null : CommitStatus.ConditionFailed;
    }

    /// <summary>Inserted, matched, upserted or deleted.</summary>
    private static long CountOf(BulkWriteResult<BsonDocument> result) =>
        result.InsertedCount + result.MatchedCount + result.Upserts.Count + result.DeletedCount;

    private void Note(List<int> group, BulkWriteResult<BsonDocument> result, int[] affected)
    {
        var upserted = result.Upserts.Select(u => u.Index).ToHashSet();
        for (var i = 0; i < group.Count; i++)
        {
            var isAbsent = !MongoWrites.IgnoresDuplicate(writes[group[i]]) || upserted.Contains(i);
            affected[group[i]] =
                group.Count == 1 && isAbsent ? (int)CountOf(result)
                : isAbsent ? 1
                : 0;
        }
    }

    private CommitResult? Duplicate(int culprit, string message)
    {
        if (!MongoWrites.IgnoresDuplicate(writes[culprit]))
            return CommitResult.Refused(
                CommitStatus.DuplicateKey,
                culprit,
                MongoFaults.DuplicateIndex(message)
            );

        // The error has ended the transaction; the next run leaves this insert out.
        _present.Add(culprit);
        return null;
    }
}
