using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Count : ICommand
{
    public string Name => "count";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var query = call.Body.GetValue("query", new BsonDocument()).AsBsonDocument;
        return Task.FromResult(
            new BsonDocument("n", Selection.Of(call.View[call.Target], query, hint: null).Count())
        );
    }
}
