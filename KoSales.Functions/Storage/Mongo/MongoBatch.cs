using KoSales.Domain.Storage;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo;

/// <summary>Runs the operations of a batch in a session: neighbours on one collection in one round trip, and one by one after a run that could not tell
/// which of them was in the way.</summary>
internal sealed class MongoBatch(MongoConnection connection, IReadOnlyList<WriteOperation> operations, Instant now)
{
    private readonly HashSet<int> _present = [];
    private bool _singly;

    /// <summary>Null: nothing was decided; to be run again from the start.</summary>
    public async Task<CommitResult?> ApplyAsync(IClientSessionHandle session, CancellationToken cancellationToken)
    {
        var affected = new int[operations.Count];
        for (var at = 0; at < affected.Length;)
        {
            var end = _singly ? at + 1 : EndOfRun(at);
            try
            {
                var count = await WriteAsync(session, at, end, cancellationToken);
                if (Refusal(at, end, count) is { } status)
                {
                    if (end - at == 1) return CommitResult.Refused(status, at);
                    _singly = true;
                    return null;
                }

                if (end - at == 1) affected[at] = (int)count;
                else Array.Fill(affected, 1, at, end - at);
            }
            catch (MongoBulkWriteException<BsonDocument> exception) when (exception.WriteErrors is [{ Category: ServerErrorCategory.DuplicateKey } error, ..])
            {
                var culprit = at + error.Index;
                if (operations[culprit] is not WriteOperation.Insert { IgnoreDuplicate: true })
                    return CommitResult.Refused(CommitStatus.DuplicateKey, culprit, MongoFaults.DuplicateIndex(error.Message));

                // The error has ended the transaction; the next run leaves this insert out.
                _present.Add(culprit);
                return null;
            }

            at = end;
        }

        return CommitResult.Committed(affected);
    }

    private int EndOfRun(int at)
    {
        var end = at + 1;
        while (end < operations.Count && IsPlain(operations[at]) && IsPlain(operations[end]) && operations[end].Collection.Name == operations[at].Collection.Name) end++;
        return end;
    }

    /// <summary>Affects exactly one document or is refused, so that a run needs no counts of its own.</summary>
    private static bool IsPlain(WriteOperation operation) => operation is WriteOperation.Insert { IgnoreDuplicate: false } or WriteOperation.Replace or WriteOperation.Upsert;

    private CommitStatus? Refusal(int at, int end, long count) => operations[at] switch
    {
        WriteOperation.PatchWhere { Expected: { } expected } when count != expected => CommitStatus.ConditionFailed,
        WriteOperation.DeleteWhere { Expected: { } expected } when count != expected => CommitStatus.ConditionFailed,
        var operation when IsPlain(operation) && count != end - at => CommitStatus.VersionConflict,
        _ => null,
    };

    /// <summary>Documents inserted, matched, upserted or deleted.</summary>
    private async Task<long> WriteAsync(IClientSessionHandle session, int at, int end, CancellationToken cancellationToken)
    {
        if (_present.Contains(at)) return 0;
        var models = operations.Skip(at).Take(end - at).Select(ToModel);
        var result = await connection[operations[at].Collection].BulkWriteAsync(session, models, new BulkWriteOptions { IsOrdered = true }, cancellationToken);
        return operations[at] is WriteOperation.Insert { IgnoreDuplicate: true }
            ? result.Upserts.Count
            : result.InsertedCount + result.MatchedCount + result.Upserts.Count + result.DeletedCount;
    }

    private WriteModel<BsonDocument> ToModel(WriteOperation operation)
    {
        var mapping = new BsonMapping(operation.Collection);
        return operation switch
        {
            WriteOperation.Insert { IgnoreDuplicate: true } insert => IfAbsent(insert.Id, mapping.ToBson(insert.Json)),
            WriteOperation.Insert insert => new InsertOneModel<BsonDocument>(mapping.ToBson(insert.Json)),
            WriteOperation.Replace replace => new ReplaceOneModel<BsonDocument>(
                new BsonDocument { { "_id", replace.Id }, { "version", replace.ExpectedVersion } }, mapping.ToBson(replace.Json)),
            WriteOperation.Upsert upsert => new ReplaceOneModel<BsonDocument>(new BsonDocument("_id", upsert.Id), mapping.ToBson(upsert.Json)) { IsUpsert = true },
            WriteOperation.PatchWhere patch => new UpdateManyModel<BsonDocument>(
                Parsed(patch.Collection, patch.Filter), BsonDocument.Parse(PatchMongo.Update(patch.Collection, patch.Patch))),
            WriteOperation.DeleteWhere delete => new DeleteManyModel<BsonDocument>(Parsed(delete.Collection, delete.Filter)),
            _ => throw new ArgumentException($"{operation.GetType().Name} is no operation of the port", nameof(operation)),
        };
    }

    /// <summary>A document that is there is no error, which would end the transaction; another document with one of its unique keys still is one.</summary>
    private static UpdateOneModel<BsonDocument> IfAbsent(string id, BsonDocument document)
    {
        document.Remove("_id");
        return new UpdateOneModel<BsonDocument>(new BsonDocument("_id", id), new BsonDocument("$setOnInsert", document)) { IsUpsert = true };
    }

    private BsonDocument Parsed(Collection collection, Domain.Filters.Filter filter) => BsonDocument.Parse(FilterMongo.Query(collection, filter, now));
}
