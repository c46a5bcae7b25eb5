using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class AbortTransaction : ICommand
{
    public string Name => "abortTransaction";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Session!.Abort(call.Body["txnNumber"].ToInt64());
        return Task.FromResult(new BsonDocument());
    }
}
