using KoSales.MongoDouble.Documents;
using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

internal sealed class FindAndModify : ICommand
{
    public string Name => "findAndModify";

    /// <summary>What is remembered of a retryable write stays as it is: the dispatcher completes a
    /// copy.</summary>
    public async Task<BsonDocument> RunAsync(
        CommandCall call,
        CancellationToken cancellationToken
    ) => [.. await call.OnceAsync(0, writes => Run(writes, call), cancellationToken)];

    private static BsonDocument Run(Writes writes, CommandCall call)
    {
        var body = call.Body;
        var query = body.GetValue("query", new BsonDocument()).AsBsonDocument;
        var sorted = Sorting.Sort(
            Selection.Of(writes.View[call.Target], query, hint: null),
            body.GetValue("sort", new BsonDocument()).AsBsonDocument
        );
        var before = sorted.FirstOrDefault();
        if (body.GetValue("remove", false).ToBoolean())
            return Remove(writes, call, before);
        if (before is null && !body.GetValue("upsert", false).ToBoolean())
            return Answer(
                call,
                null,
                new BsonDocument { { "n", 0 }, { "updatedExisting", false } }
            );
        return Update(writes, call, before);
    }

    private static BsonDocument Remove(Writes writes, CommandCall call, BsonDocument? before)
    {
        if (before is not null)
            writes.Remove(call.Target, before);
        return Answer(call, before, new BsonDocument("n", before is null ? 0 : 1));
    }

    private static BsonDocument Update(Writes writes, CommandCall call, BsonDocument? before)
    {
        var change = call.Body["update"];
        var outcome = new BsonDocument { { "n", 1 }, { "updatedExisting", before is not null } };
        BsonDocument after;
        if (before is null)
        {
            after = Updates.Upserted(call.Body["query"].AsBsonDocument, change, call.Now);
            writes.Insert(call.Target, after);
            outcome.Add("upserted", after["_id"]);
        }
        else
        {
            after = Updates.Apply(before, change, call.Now);
            writes.Replace(call.Target, before, after);
        }

        return Answer(call, call.Body.GetValue("new", false).ToBoolean() ? after : before, outcome);
    }

    private static BsonDocument Answer(CommandCall call, BsonDocument? value, BsonDocument outcome)
    {
        var shown = value is null
            ? null
            : Projection.Apply(
                value,
                call.Body.GetValue("fields", new BsonDocument()).AsBsonDocument
            );
        return new BsonDocument
        {
            { "lastErrorObject", outcome },
            { "value", (BsonValue?)shown ?? BsonNull.Value },
        };
    }
}
