using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Create : ICommand
{
    public string Name => "create";

    public async Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Server.Engine.DefineAsync(
            snapshot =>
                snapshot.Has(call.Target)
                    ? throw new MongoError(
                        48,
                        "NamespaceExists",
                        $"Collection {call.Target} already exists."
                    )
                    : snapshot.With(new CollectionState(call.Target)),
            cancellationToken
        );
        return [];
    }
}
