using KoSales.MongoDouble.Sessions;
using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Commands;

/// <summary>A command under way, with the session and transaction it belongs to.</summary>
internal sealed class CommandCall(ServerState server, BsonDocument body)
{
    private readonly BsonElement _first = body.GetElement(0);

    public ServerState Server { get; } = server;

    public BsonDocument Body { get; } = body;

    public string Name => _first.Name;

    public string Database => Body["$db"].AsString;

    /// <summary>The collection that the command names.</summary>
    public Namespace Target => new(Database, _first.Value.AsString);

    public Session? Session { get; private set; }

    public Transaction? Transaction { get; private set; }

    /// <summary>Outside of a transaction, with a number: what a statement did is remembered, and done
    /// once.</summary>
    public bool IsRetryable { get; private set; }

    /// <summary>Everything that this command may read.</summary>
    public Snapshot View => Transaction?.View ?? Server.Engine.Committed;

    public DateTime Now => Server.Clock.GetUtcNow().UtcDateTime;

    /// <summary>Finds session and transaction before the command runs.</summary>
    /// <exception cref="MongoError">The transaction is not there any more.</exception>
    public void EnterSession()
    {
        if (!Body.TryGetValue("lsid", out var lsid))
            return;
        Session = Server.Sessions[lsid.AsBsonDocument];
        if (!Body.TryGetValue("txnNumber", out var number))
            return;
        IsRetryable = !Body.Contains("autocommit");
        if (IsRetryable)
            Session.EnterRetryable(number.ToInt64());
        else if (!EndsTransaction)
            Transaction = Session.Enter(
                number.ToInt64(),
                Body.GetValue("startTransaction", false).ToBoolean()
            );
    }

    public bool EndsTransaction => Name is "commitTransaction" or "abortTransaction";

    public Task<T> WriteAsync<T>(Func<Writes, T> statement, CancellationToken cancellationToken) =>
        Server.Engine.WriteAsync(Transaction, statement, cancellationToken);

    /// <summary>Runs a statement of a write command, or answers what it did when the same write was run
    /// before.</summary>
    /// <param name="index">Position among the statements of this command.</param>
    public Task<BsonDocument> OnceAsync(
        int index,
        Func<Writes, BsonDocument> statement,
        CancellationToken cancellationToken
    )
    {
        if (!IsRetryable)
            return WriteAsync(statement, cancellationToken);
        var number = StatementNumber(index);
        return WriteAsync(
            writes =>
            {
                if (Session!.Remembered(number) is { } before)
                    return before;
                var result = statement(writes);
                Session.Remember(number, result);
                return result;
            },
            cancellationToken
        );
    }

    private int StatementNumber(int index)
    {
        if (Body.TryGetValue("stmtIds", out var numbers))
            return numbers.AsBsonArray[index].ToInt32();
        return Body.GetValue("stmtId", 0).ToInt32() + index;
    }
}
