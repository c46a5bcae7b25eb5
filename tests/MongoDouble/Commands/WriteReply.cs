using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>Adds up what the statements of a write command did.</summary>
internal sealed class WriteReply
{
    private readonly BsonArray _errors = [];
    private readonly BsonArray _upserted = [];
    private readonly bool _countsModified;
    private int _count;
    private int _modified;

    private WriteReply(bool countsModified) => _countsModified = countsModified;

    /// <summary>Runs the statements one after another; an ordered command ends with the first that
    /// fails.</summary>
    /// <param name="run">What statement number so many did: <c>{n}</c>, for updates <c>{n, nModified,
    /// upserted}</c>.</param>
    public static async Task<BsonDocument> OfAsync(
        CommandCall call,
        int statements,
        bool countsModified,
        Func<int, Task<BsonDocument>> run
    )
    {
        var reply = new WriteReply(countsModified);
        var ordered = call.Body.GetValue("ordered", true).ToBoolean();
        for (var i = 0; i < statements; i++)
        {
            try
            {
                reply.Add(i, await run(i));
            }
            catch (MongoError error) when (IsOfStatement(error))
            {
                reply._errors.Add(error.ToWriteError(i));
                if (ordered)
                    break;
            }
        }

        // In a transaction, a statement's error ends it although the command's own answer is fine.
        if (reply._errors.Count > 0 && call.Transaction is not null)
            call.Session!.Abort();
        return reply.ToAnswer();
    }

    /// <summary>A write conflict is the whole command's: the transaction is to be run again.</summary>
    internal static bool IsOfStatement(MongoError error) =>
        error.Code != MongoError.WriteConflictCode;

    private void Add(int index, BsonDocument done)
    {
        _count += done["n"].ToInt32();
        _modified += done.GetValue("nModified", 0).ToInt32();
        if (done.TryGetValue("upserted", out var id))
            _upserted.Add(new BsonDocument { { "index", index }, { "_id", id } });
    }

    private BsonDocument ToAnswer()
    {
        var answer = new BsonDocument("n", _count);
        if (_countsModified)
            answer.Add("nModified", _modified);
        if (_upserted.Count > 0)
            answer.Add("upserted", _upserted);
        if (_errors.Count > 0)
            answer.Add("writeErrors", _errors);
        return answer;
    }
}
