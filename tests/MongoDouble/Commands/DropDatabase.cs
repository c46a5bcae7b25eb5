using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class DropDatabase : ICommand
{
    public string Name => "dropDatabase";

    public async Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Server.Engine.DefineAsync(
            snapshot => snapshot.Without(n => n.Database == call.Database),
            cancellationToken
        );
        return new BsonDocument("dropped", call.Database);
    }
}
