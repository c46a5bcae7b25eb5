using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class CreateIndexes : ICommand
{
    public string Name => "createIndexes";

    public async Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (before, after) = (0, 0);
        await call.Server.Engine.DefineAsync(
            snapshot =>
            {
                var collection = snapshot[call.Target];
                before = collection.Indexes.Count + 1;
                foreach (var specification in call.Body["indexes"].AsBsonArray)
                    collection = Add(collection, specification.AsBsonDocument);
                after = collection.Indexes.Count + 1;
                return snapshot.With(collection);
            },
            cancellationToken
        );
        return new BsonDocument { { "numIndexesBefore", before }, { "numIndexesAfter", after } };
    }

    private static CollectionState Add(CollectionState collection, BsonDocument specification)
    {
        IndexCheck.Check(specification);
        var index = new IndexDefinition(specification);
        foreach (var present in collection.Indexes)
        {
            if (present.Name == index.Name && present.Specification == specification)
                return collection;
            if (present.Name == index.Name)
                throw new MongoError(
                    86,
                    "IndexKeySpecsConflict",
                    $"An existing index has the same name as the requested index: {index.Name}"
                );
            if (present.Key == index.Key && IndexCheck.SameCondition(present, index))
                throw new MongoError(
                    85,
                    "IndexOptionsConflict",
                    $"Index already exists with a different name: {present.Name}"
                );
        }

        return collection.AddIndex(index);
    }
}
