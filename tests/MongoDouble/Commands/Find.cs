using KoSales.MongoDouble.Documents;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Find : ICommand
{
    public string Name => "find";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var body = call.Body;
        var found = Selection.Of(
            call.View[call.Target],
            body.GetValue("filter", new BsonDocument()).AsBsonDocument,
            body.GetValue("hint", null)
        );
        found = Sorting.Sort(found, body.GetValue("sort", new BsonDocument()).AsBsonDocument);
        if (body.TryGetValue("skip", out var skip))
            found = found.Skip(skip.ToInt32());
        var limit = Math.Abs(body.GetValue("limit", 0).ToInt32());
        if (limit > 0)
            found = found.Take(limit);
        var projection = body.GetValue("projection", new BsonDocument()).AsBsonDocument;
        found = found.Select(d => Projection.Apply(d, projection));

        int? batchSize = body.TryGetValue("batchSize", out var size) ? size.ToInt32() : null;
        var isSingle = body.GetValue("singleBatch", false).ToBoolean();
        var cursor = call.Server.Cursors.Open(call.Target.ToString(), found, batchSize, isSingle);
        return Task.FromResult(new BsonDocument("cursor", cursor));
    }
}
