using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class Update : ICommand
{
    public string Name => "update";

    public Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var updates = call.Body["updates"].AsBsonArray;
        return WriteReply.OfAsync(
            call,
            updates.Count,
            countsModified: true,
            i =>
                call.OnceAsync(
                    i,
                    writes =>
                        Statements.Update(
                            writes,
                            call.Target,
                            Statement(updates[i].AsBsonDocument),
                            call.Now
                        ),
                    cancellationToken
                )
        );
    }

    private static UpdateStatement Statement(BsonDocument update) =>
        new(update["q"].AsBsonDocument, update["u"])
        {
            IsMulti = update.GetValue("multi", false).ToBoolean(),
            IsUpsert = update.GetValue("upsert", false).ToBoolean(),
            Hint = update.GetValue("hint", BsonNull.Value),
        };
}
