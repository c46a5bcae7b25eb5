using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Drop : ICommand
{
    public string Name => "drop";

    public async Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Server.Engine.DefineAsync(
            snapshot => snapshot.Without(n => n == call.Target),
            cancellationToken
        );
        return [];
    }
}
