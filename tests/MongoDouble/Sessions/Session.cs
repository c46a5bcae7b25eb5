using KoSales.MongoDouble.Store;
using MongoDB.Bson;

namespace KoSales.MongoDouble.Sessions;

/// <summary>A logical session: at most one transaction, and what the statements of its last retryable write
/// did.</summary>
internal sealed class Session(Engine engine)
{
    private readonly Dictionary<int, BsonDocument> _done = [];
    private long _number = -1;
    private Transaction? _transaction;
    private bool _isCommitted;

    /// <summary>The transaction that a command belongs to; begins it when the command says so.</summary>
    /// <exception cref="MongoError">The number is an old one, or there is no such transaction any
    /// more.</exception>
    public Transaction Enter(long number, bool starts)
    {
        if (starts)
            Start(number);
        if (number != _number || (_transaction is null && !_isCommitted))
            throw NoSuchTransaction(number);
        return _transaction
            ?? throw new MongoError(
                256,
                "TransactionCommitted",
                $"Transaction with {{ txnNumber: {number} }} has been committed."
            );
    }

    /// <summary>May be asked again for the same transaction.</summary>
    public void Commit(long number)
    {
        if (number == _number && _isCommitted)
            return;
        engine.Commit(Enter(number, starts: false));
        _transaction = null;
        _isCommitted = true;
    }

    public void Abort(long number)
    {
        Enter(number, starts: false);
        Abort();
    }

    /// <summary>After an error inside the transaction, or at the end of the session.</summary>
    public void Abort()
    {
        if (_transaction is not null)
            engine.Abort(_transaction);
        _transaction = null;
    }

    /// <summary>Makes room for a retryable write, or finds that it is the last one again.</summary>
    /// <exception cref="MongoError">The number is older than the last one.</exception>
    public void EnterRetryable(long number)
    {
        CheckAge(number);
        if (number > _number)
            Reset(number);
    }

    /// <summary>What a statement of the last retryable write did; null when it was not run yet.</summary>
    public BsonDocument? Remembered(int statement) => _done.GetValueOrDefault(statement);

    public void Remember(int statement, BsonDocument result) => _done[statement] = result;

    private void Start(long number)
    {
        CheckAge(number);
        if (number == _number)
            throw new MongoError(
                117,
                "ConflictingOperationInProgress",
                $"a transaction with number {number} was started already"
            );
        Reset(number);
        _transaction = engine.Begin();
    }

    private void Reset(long number)
    {
        Abort();
        _done.Clear();
        _isCommitted = false;
        _number = number;
    }

    private void CheckAge(long number)
    {
        if (number < _number)
            throw new MongoError(
                225,
                "TransactionTooOld",
                $"Cannot start transaction {number} on a session that has seen {_number}"
            );
    }

    private static MongoError NoSuchTransaction(long number) =>
        new(
            251,
            "NoSuchTransaction",
            $"Given transaction number {number} does not match any in-progress transactions."
        );
}
