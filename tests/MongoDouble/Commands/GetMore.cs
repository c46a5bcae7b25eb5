using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class GetMore : ICommand
{
    public string Name => "getMore";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = new Namespace(call.Database, call.Body["collection"].AsString);
        int? batchSize = call.Body.TryGetValue("batchSize", out var size) ? size.ToInt32() : null;
        return Task.FromResult(
            new BsonDocument(
                "cursor",
                call.Server.Cursors.Next(name.ToString(), call.Body[Name].ToInt64(), batchSize)
            )
        );
    }
}
