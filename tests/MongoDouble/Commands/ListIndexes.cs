using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class ListIndexes : ICommand
{
    public string Name => "listIndexes";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (!call.View.Has(call.Target))
            throw new MongoError(26, "NamespaceNotFound", $"ns does not exist: {call.Target}");
        var rows = call.View[call.Target]
            .Indexes.Select(i => new BsonDocument("v", 2).AddRange(i.Specification))
            .Prepend(
                new BsonDocument
                {
                    { "v", 2 },
                    { "key", new BsonDocument("_id", 1) },
                    { "name", "_id_" },
                }
            );
        return Task.FromResult(
            new BsonDocument(
                "cursor",
                call.Server.Cursors.Open(call.Target.ToString(), rows, int.MaxValue, isSingle: true)
            )
        );
    }
}
