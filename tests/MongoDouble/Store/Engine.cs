namespace KoSales.MongoDouble.Store;

/// <summary>
/// The data. Statements run one at a time. Transactions have snapshot isolation: the first writer of a
/// document holds
/// it, another transaction that writes it fails with a write conflict at once, and a write outside of
/// transactions
/// waits.
/// </summary>
internal sealed class Engine(TimeProvider clock)
{
    /// <summary>Whoever has been in the way for so long is given up, as by a real server.</summary>
    private static readonly TimeSpan TransactionLife = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Dictionary<WriteKey, Transaction> _held = [];
    private TaskCompletionSource _released = NewSignal();
    private Snapshot _committed = Snapshot.Empty;

    public Snapshot Committed
    {
        get
        {
            lock (_gate)
                return _committed;
        }
    }

    public Transaction Begin()
    {
        lock (_gate)
            return new Transaction(_committed, clock.GetUtcNow());
    }

    /// <summary>Runs a statement: all of its writes or none.</summary>
    /// <param name="transaction">Null: the writes are committed at once.</param>
    /// <exception cref="MongoError">The statement fails, or meets another writer in a transaction.</exception>
    public async Task<T> WriteAsync<T>(
        Transaction? transaction,
        Func<Writes, T> statement,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            Task released;
            lock (_gate)
            {
                try
                {
                    return transaction is null
                        ? WriteNow(statement)
                        : WriteIn(transaction, statement);
                }
                catch (HeldByTransactionException)
                {
                    released = _released.Task;
                }
            }

            await Task.WhenAny(released, Task.Delay(Pause, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Changes collections or indexes, once no transaction has written anything.</summary>
    public Task<bool> DefineAsync(
        Func<Snapshot, Snapshot> change,
        CancellationToken cancellationToken
    ) =>
        WriteAsync(
            null,
            _ =>
            {
                if (IsAnythingHeld())
                    throw new HeldByTransactionException();
                _committed = change(_committed);
                return true;
            },
            cancellationToken
        );

    public void Commit(Transaction transaction)
    {
        lock (_gate)
        {
            WriteKey[] documents = [.. transaction.Held.Where(k => k.IsDocument)];
            foreach (var key in documents)
                _committed = _committed.With(_committed[key.Collection].Remove(key.Value));
            foreach (var key in documents)
            {
                if (transaction.View[key.Collection].Find(key.Value) is { } document)
                    _committed = _committed.With(_committed[key.Collection].Put(document));
            }

            Release(transaction);
        }
    }

    public void Abort(Transaction transaction)
    {
        lock (_gate)
            Release(transaction);
    }

    private T WriteNow<T>(Func<Writes, T> statement)
    {
        var before = _committed;
        var writes = new Writes(before, WaitIfHeld);
        var result = statement(writes);
        if (!ReferenceEquals(writes.View, before))
            _committed = writes.View;
        return result;
    }

    private T WriteIn<T>(Transaction transaction, Func<Writes, T> statement)
    {
        var writes = new Writes(transaction.View, key => Hold(transaction, key));
        var result = statement(writes);
        transaction.View = writes.View;
        return result;
    }

    private void WaitIfHeld(WriteKey key)
    {
        if (Holder(key) is not null)
            throw new HeldByTransactionException();
    }

    private void Hold(Transaction transaction, WriteKey key)
    {
        if (Holder(key) is { } holder)
        {
            if (holder == transaction)
                return;
            throw MongoError.WriteConflict();
        }

        if (!Equals(_committed.StateOf(key), transaction.Start.StateOf(key)))
            throw MongoError.WriteConflict();
        _held[key] = transaction;
        transaction.Held.Add(key);
    }

    private Transaction? Holder(WriteKey key)
    {
        if (!_held.TryGetValue(key, out var holder))
            return null;
        if (!IsOver(holder))
            return holder;
        Release(holder);
        return null;
    }

    /// <summary>By a transaction that may still be committed: whoever began one may be gone.</summary>
    private bool IsAnythingHeld()
    {
        foreach (var over in _held.Values.Distinct().Where(IsOver).ToArray())
            Release(over);
        return _held.Count > 0;
    }

    private bool IsOver(Transaction transaction) =>
        clock.GetUtcNow() - transaction.Began >= TransactionLife;

    private void Release(Transaction transaction)
    {
        foreach (var key in transaction.Held)
            _held.Remove(key);
        transaction.Held.Clear();
        var waiting = _released;
        _released = NewSignal();
        waiting.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

#pragma warning disable CA1064, CA1032 // Never leaves this class.
    private sealed class HeldByTransactionException : Exception;
#pragma warning restore CA1064, CA1032
}
