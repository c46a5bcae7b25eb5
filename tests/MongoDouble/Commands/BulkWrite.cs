using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>Writes to several collections in one round trip; servers have it from 8.0 on.</summary>
internal sealed class BulkWrite : ICommand
{
    private static readonly Version First = new(8, 0);

    public string Name => "bulkWrite";

    public async Task<BsonDocument> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Server.Options.Version < First)
            throw MongoError.CommandNotFound(Name);
        var names = call.Body["nsInfo"]
            .AsBsonArray.Select(n => Namespace.Parse(n["ns"].AsString))
            .ToArray();
        var operations = call.Body["ops"].AsBsonArray;
        var ordered = call.Body.GetValue("ordered", true).ToBoolean();
        var reply = new BulkWriteReply(call.Body.GetValue("errorsOnly", false).ToBoolean());
        for (var i = 0; i < operations.Count; i++)
        {
            var operation = operations[i].AsBsonDocument;
            try
            {
                reply.Add(
                    i,
                    operation,
                    await call.OnceAsync(
                        i,
                        writes => Run(writes, names, operation, call.Now),
                        cancellationToken
                    )
                );
            }
            catch (MongoError error) when (WriteReply.IsOfStatement(error))
            {
                reply.Add(i, error);
                if (ordered)
                    break;
            }
        }

        if (reply.HasErrors && call.Transaction is not null)
            call.Session!.Abort();
        return reply.ToAnswer(call.Server.Cursors);
    }

    private static BsonDocument Run(
        Writes writes,
        Namespace[] names,
        BsonDocument operation,
        DateTime now
    )
    {
        var kind = operation.GetElement(0);
        var target = names[kind.Value.ToInt32()];
        return kind.Name switch
        {
            "insert" => Statements.Insert(writes, target, operation["document"].AsBsonDocument),
            "update" => Statements.Update(writes, target, ToUpdate(operation), now),
            "delete" => Statements.Delete(
                writes,
                target,
                operation["filter"].AsBsonDocument,
                operation.GetValue("multi", false).ToBoolean()
            ),
            _ => throw MongoError.FailedToParse($"unknown operation {kind.Name}"),
        };
    }

    private static UpdateStatement ToUpdate(BsonDocument operation) =>
        new(operation["filter"].AsBsonDocument, operation["updateMods"])
        {
            IsMulti = operation.GetValue("multi", false).ToBoolean(),
            IsUpsert = operation.GetValue("upsert", false).ToBoolean(),
            Hint = operation.GetValue("hint", BsonNull.Value),
        };
}
