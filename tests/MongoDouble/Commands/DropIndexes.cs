using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class DropIndexes : ICommand
{
    public string Name => "dropIndexes";

    public async Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var which = call.Body["index"];
        var count = 0;
        await call.Server.Engine.DefineAsync(
            snapshot =>
            {
                var collection = snapshot[call.Target];
                count = collection.Indexes.Count + 1;
                if (
                    which != "*"
                    && !collection.Indexes.Exists(i => i.Name == which || i.Key == which)
                )
                    throw new MongoError(
                        27,
                        "IndexNotFound",
                        $"index not found with name [{which}]"
                    );
                return snapshot.With(
                    collection.DropIndexes(i => which == "*" || i.Name == which || i.Key == which)
                );
            },
            cancellationToken
        );
        return new BsonDocument("nIndexesWas", count);
    }
}
