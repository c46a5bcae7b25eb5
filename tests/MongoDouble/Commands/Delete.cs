using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Delete : ICommand
{
    public string Name => "delete";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var deletes = call.Body["deletes"].AsBsonArray;
        return WriteReply.OfAsync(
            call,
            deletes.Count,
            countsModified: false,
            i =>
                call.OnceAsync(
                    i,
                    writes => Run(writes, call, deletes[i].AsBsonDocument),
                    cancellationToken
                )
        );
    }

    private static BsonDocument Run(Store.Writes writes, CommandCall call, BsonDocument delete) =>
        Statements.Delete(
            writes,
            call.Target,
            delete["q"].AsBsonDocument,
            isMulti: delete["limit"].ToInt32() == 0
        );
}
