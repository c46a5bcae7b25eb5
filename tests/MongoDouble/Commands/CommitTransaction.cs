using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class CommitTransaction : ICommand
{
    public string Name => "commitTransaction";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Session!.Commit(call.Body["txnNumber"].ToInt64());
        return Task.FromResult(new BsonDocument());
    }
}
