using KoSales.Functions.Storage.Mongo.Connecting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace KoSales.Functions.Storage.Mongo.Writing;

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
                var result = await SendAsync(group, session, cancellationToken);
                if (Refusal(group, result) is { } status)
                    return Refused(group, status);
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

    private Task<BulkWriteResult<BsonDocument>> SendAsync(
        List<int> group,
        IClientSessionHandle session,
        CancellationToken cancellationToken
    ) =>
        writes
            .Connection[CollectionOf(group)]
            .BulkWriteAsync(session, group.Select(writes.Model), Options, cancellationToken);

    private Collection CollectionOf(List<int> group) => writes[group[0]].Collection;

    /// <summary>Null: the group does not say which of its operations was refused, so that the next run asks
    /// one by one.</summary>
    private CommitResult? Refused(List<int> group, CommitStatus status)
    {
        if (group.Count == 1)
            return CommitResult.Refused(status, group[0]);
        _singly.Add(CollectionOf(group).Name);
        return null;
    }

    /// <summary>In the order of their first operations; within a collection in the order of the
    /// batch.</summary>
    private List<List<int>> Groups()
    {
        var open = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var groups = new List<List<int>>();
        foreach (var at in Pending())
        {
            var name = writes[at].Collection.Name;
            var joins = Joins(writes[at]);
            if (joins && open.TryGetValue(name, out var group))
            {
                group.Add(at);
                continue;
            }

            groups.Add([at]);
            open.Remove(name);
            if (joins)
                open[name] = groups[^1];
        }

        return groups;
    }

    private IEnumerable<int> Pending() =>
        Enumerable.Range(0, writes.Count).Where(at => !_present.Contains(at));

    private bool Joins(WriteOperation operation) =>
        MongoWrites.IsSingle(operation) && !_singly.Contains(operation.Collection.Name);

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
            var isPresent = MongoWrites.IgnoresDuplicate(writes[group[i]]) && !upserted.Contains(i);
            if (isPresent)
                affected[group[i]] = 0;
            else
                affected[group[i]] = group.Count == 1 ? (int)CountOf(result) : 1;
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
