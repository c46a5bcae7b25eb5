using KoSales.Functions.Storage.Mongo.Connecting;
using KoSales.Functions.Storage.MongoQuery;
using MongoDB.Bson;
using MongoDB.Driver;
using NodaTime;

namespace KoSales.Functions.Storage.Mongo.Writing;

/// <summary>The operations of a batch as the driver wants them; each is mapped once, however often the batch is
/// run.</summary>
internal sealed class MongoWrites(
    MongoConnection connection,
    IReadOnlyList<WriteOperation> operations,
    Instant now
)
{
    private readonly BsonDocument?[] _filters = new BsonDocument?[operations.Count];
    private readonly BsonDocument?[] _bodies = new BsonDocument?[operations.Count];

    public int Count => operations.Count;

    public MongoConnection Connection => connection;

    public WriteOperation this[int at] => operations[at];

    /// <summary>Writes one document at most, whatever the documents are.</summary>
    public static bool IsSingle(WriteOperation operation) =>
        operation switch
        {
            WriteOperation.PatchWhere patch => NamesId(patch.Filter),
            WriteOperation.DeleteWhere delete => NamesId(delete.Filter),
            _ => true,
        };

    /// <summary>A refusal leaves nothing behind even without a transaction.</summary>
    public static bool IsAtomicAlone(WriteOperation operation) =>
        operation switch
        {
            WriteOperation.PatchWhere { Expected: null or 1 } => IsSingle(operation),
            WriteOperation.DeleteWhere { Expected: null or 1 } => IsSingle(operation),
            WriteOperation.PatchWhere or WriteOperation.DeleteWhere => false,
            _ => true,
        };

    public static bool IgnoresDuplicate(WriteOperation operation) =>
        operation is WriteOperation.Insert { IgnoreDuplicate: true };

    /// <summary>Why an operation that wrote so many documents is in the way of its batch; null when it is
    /// not.</summary>
    public static CommitStatus? Refusal(WriteOperation operation, long count) =>
        operation switch
        {
            WriteOperation.Replace when count == 0 => CommitStatus.VersionConflict,
            WriteOperation.PatchWhere { Expected: { } expected } when count != expected =>
                CommitStatus.ConditionFailed,
            WriteOperation.DeleteWhere { Expected: { } expected } when count != expected =>
                CommitStatus.ConditionFailed,
            _ => null,
        };

    /// <summary>For the bulk write of one collection.</summary>
    public WriteModel<BsonDocument> Model(int at) =>
        operations[at] switch
        {
            WriteOperation.Insert { IgnoreDuplicate: true } => UpdateOne(at, isUpsert: true),
            WriteOperation.Insert => new InsertOneModel<BsonDocument>(Body(at)),
            WriteOperation.Replace => ReplaceOne(at, isUpsert: false),
            WriteOperation.Upsert => ReplaceOne(at, isUpsert: true),
            WriteOperation.PatchWhere patch when IsSingle(patch) => UpdateOne(at, isUpsert: false),
            WriteOperation.PatchWhere => new UpdateManyModel<BsonDocument>(Filter(at), Body(at)),
            WriteOperation.DeleteWhere delete => Delete(at, IsSingle(delete)),
            var other => throw Unknown(other),
        };

    private WriteModel<BsonDocument> Delete(int at, bool isSingle) =>
        isSingle
            ? new DeleteOneModel<BsonDocument>(Filter(at))
            : new DeleteManyModel<BsonDocument>(Filter(at));

    private UpdateOneModel<BsonDocument> UpdateOne(int at, bool isUpsert) =>
        new(Filter(at), Body(at)) { IsUpsert = isUpsert };

    private ReplaceOneModel<BsonDocument> ReplaceOne(int at, bool isUpsert) =>
        new(Filter(at), Body(at)) { IsUpsert = isUpsert };

    /// <summary>For the bulk write over collections.</summary>
    public BulkWriteModel BulkModel(int at)
    {
        var name = new CollectionNamespace(
            connection.Database.DatabaseNamespace,
            operations[at].Collection.Name
        );
        return operations[at] switch
        {
            WriteOperation.Insert { IgnoreDuplicate: true } => BulkInsertIfAbsent(name, at),
            WriteOperation.Insert => new BulkWriteInsertOneModel<BsonDocument>(name, Body(at)),
            WriteOperation.Replace => BulkReplace(name, at, isUpsert: false),
            WriteOperation.Upsert => BulkReplace(name, at, isUpsert: true),
            WriteOperation.PatchWhere patch => BulkPatch(name, at, IsSingle(patch)),
            WriteOperation.DeleteWhere delete => BulkDelete(name, at, IsSingle(delete)),
            var other => throw Unknown(other),
        };
    }

    private BulkWriteUpdateOneModel<BsonDocument> BulkInsertIfAbsent(
        CollectionNamespace name,
        int at
    ) => new(name, Filter(at), Body(at), isUpsert: true);

    private BulkWriteReplaceOneModel<BsonDocument> BulkReplace(
        CollectionNamespace name,
        int at,
        bool isUpsert
    ) => new(name, Filter(at), Body(at), isUpsert: isUpsert);

    private BulkWriteModel BulkPatch(CollectionNamespace name, int at, bool isSingle) =>
        isSingle
            ? new BulkWriteUpdateOneModel<BsonDocument>(name, Filter(at), Body(at))
            : new BulkWriteUpdateManyModel<BsonDocument>(name, Filter(at), Body(at));

    private BulkWriteModel BulkDelete(CollectionNamespace name, int at, bool isSingle) =>
        isSingle
            ? new BulkWriteDeleteOneModel<BsonDocument>(name, Filter(at))
            : new BulkWriteDeleteManyModel<BsonDocument>(name, Filter(at));

    private BsonDocument Filter(int at) =>
        _filters[at] ??= operations[at] switch
        {
            WriteOperation.Insert insert => new BsonDocument("_id", insert.Id),
            WriteOperation.Replace replace => new BsonDocument
            {
                { "_id", replace.Id },
                { "version", replace.ExpectedVersion },
            },
            WriteOperation.Upsert upsert => new BsonDocument("_id", upsert.Id),
            WriteOperation.PatchWhere patch => Parsed(patch.Collection, patch.Filter),
            WriteOperation.DeleteWhere delete => Parsed(delete.Collection, delete.Filter),
            var other => throw Unknown(other),
        };

    private BsonDocument Body(int at) =>
        _bodies[at] ??= operations[at] switch
        {
            WriteOperation.Insert { IgnoreDuplicate: true } insert => IfAbsent(
                Mapped(insert.Collection, insert.Json)
            ),
            WriteOperation.Insert insert => Mapped(insert.Collection, insert.Json),
            WriteOperation.Replace replace => Mapped(replace.Collection, replace.Json),
            WriteOperation.Upsert upsert => Mapped(upsert.Collection, upsert.Json),
            WriteOperation.PatchWhere patch => PatchMongo.Update(patch.Collection, patch.Patch),
            var other => throw Unknown(other),
        };

    private static BsonDocument Mapped(Collection collection, byte[] json) =>
        new BsonMapping(collection).ToBson(json);

    /// <summary>A document that is there is no error, which would end the transaction; another document
    /// with one of its
    /// unique keys still is one.</summary>
    private static BsonDocument IfAbsent(BsonDocument document)
    {
        document.Remove("_id");
        return new BsonDocument("$setOnInsert", document);
    }

    private BsonDocument Parsed(Collection collection, Filter filter) =>
        BsonDocument.Parse(FilterMongo.Query(collection, filter, now));

    private static bool NamesId(Filter filter) =>
        filter switch
        {
            Filter.All all => all.Terms.Any(NamesId),
            Filter.Condition { Field: "id", Operator: FilterOperator.Eq } => true,
            _ => false,
        };

    private static ArgumentException Unknown(WriteOperation operation) =>
        new($"{operation.GetType().Name} is no operation of the port");
}
