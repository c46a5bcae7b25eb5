using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Ping : ICommand
{
    public string Name => "ping";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken) =>
        Task.FromResult(new BsonDocument());
}
