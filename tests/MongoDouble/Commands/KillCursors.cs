using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class KillCursors : ICommand
{
    public string Name => "killCursors";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var ids = call.Body["cursors"]
            .AsBsonArray.ToLookup(id => call.Server.Cursors.Close(id.ToInt64()));
        return Task.FromResult(
            new BsonDocument
            {
                { "cursorsKilled", new BsonArray(ids[true]) },
                { "cursorsNotFound", new BsonArray(ids[false]) },
                { "cursorsAlive", new BsonArray() },
                { "cursorsUnknown", new BsonArray() },
            }
        );
    }
}
