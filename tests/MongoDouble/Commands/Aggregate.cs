using KoSales.MongoDouble.Documents;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Aggregate : ICommand
{
    public string Name => "aggregate";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Body[Name].IsNumeric)
            throw MongoError.NotSupported("aggregations over a database");
        var found = AggregationStages.Run(
            call.View[call.Target].Documents,
            call.Body["pipeline"].AsBsonArray
        );
        var options = call.Body.GetValue("cursor", new BsonDocument()).AsBsonDocument;
        int? batchSize = options.TryGetValue("batchSize", out var size) ? size.ToInt32() : null;
        return Task.FromResult(
            new BsonDocument(
                "cursor",
                call.Server.Cursors.Open(call.Target.ToString(), found, batchSize, isSingle: false)
            )
        );
    }
}
