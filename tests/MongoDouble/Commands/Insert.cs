using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Insert : ICommand
{
    public string Name => "insert";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var documents = call.Body["documents"].AsBsonArray;
        return WriteReply.OfAsync(
            call,
            documents.Count,
            countsModified: false,
            i =>
                call.OnceAsync(
                    i,
                    writes => Statements.Insert(writes, call.Target, documents[i].AsBsonDocument),
                    cancellationToken
                )
        );
    }
}
