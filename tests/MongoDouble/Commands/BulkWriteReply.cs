using KoSales.MongoDouble.Sessions;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>Adds up what the operations of a bulkWrite did.</summary>
/// <param name="errorsOnly">Whether the answer lists failed operations only.</param>
internal sealed class BulkWriteReply(bool errorsOnly)
{
    private readonly List<BsonDocument> _results = [];
    private int _errors;
    private int _inserted;
    private int _matched;
    private int _modified;
    private int _upserted;
    private int _deleted;

    public bool HasErrors => _errors > 0;

    public void Add(int index, BsonDocument operation, BsonDocument done)
    {
        Count(operation.GetElement(0).Name, done);
        if (errorsOnly)
            return;
        var result = new BsonDocument
        {
            { "ok", 1.0 },
            { "idx", index },
            { "n", done["n"] },
        };
        if (done.TryGetValue("nModified", out var modified))
            result.Add("nModified", modified);
        if (done.TryGetValue("upserted", out var id))
            result.Add("upserted", new BsonDocument("_id", id));
        _results.Add(result);
    }

    public void Add(int index, MongoError error)
    {
        _errors++;
        _results.Add(
            new BsonDocument
            {
                { "ok", 0.0 },
                { "idx", index },
                { "code", error.Code },
                { "errmsg", error.Message },
                { "n", 0 },
            }.AddRange(error.Details)
        );
    }

    public BsonDocument ToAnswer(CursorTable cursors) =>
        new()
        {
            {
                "cursor",
                cursors.Open("admin.$cmd.bulkWrite", _results, int.MaxValue, isSingle: false)
            },
            { "nErrors", _errors },
            { "nInserted", _inserted },
            { "nMatched", _matched },
            { "nModified", _modified },
            { "nUpserted", _upserted },
            { "nDeleted", _deleted },
        };

    private void Count(string kind, BsonDocument done)
    {
        var count = done["n"].ToInt32();
        if (kind == "insert")
            _inserted += count;
        else if (kind == "delete")
            _deleted += count;
        else if (done.Contains("upserted"))
            _upserted += count;
        else
            (_matched, _modified) = (_matched + count, _modified + done["nModified"].ToInt32());
    }
}
