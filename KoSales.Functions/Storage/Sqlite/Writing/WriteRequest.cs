namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>Work waiting for the writer. Waiting → taken → told, or waiting → told (cancelled, or refused
/// because a lock lasts too long).</summary>
internal abstract class WriteRequest(long enqueuedAt)
{
    /// <summary>Timestamp of the clock when it was queued.</summary>
    public long EnqueuedAt { get; } = enqueuedAt;

    /// <summary>Roughly how many documents it writes; bounds a group.</summary>
    public abstract int Weight { get; }

    /// <summary>Has a transaction of its own, so that a refusal takes back nothing else.</summary>
    public bool IsAlone => Weight > 64;

    /// <summary>False after it was applied: what it wrote is to be taken back.</summary>
    public bool IsKept { get; protected set; } = true;

    /// <summary>False when its caller has been told already.</summary>
    public abstract bool TryTake();

    public abstract bool IsWaiting { get; }

    /// <summary>Inside the writer's transaction; again after that was rolled back. A refusal is kept as the
    /// result.</summary>
    /// <param name="guarded">Whether a refused request takes back what it wrote by itself; else
    /// <see cref="IsKept"/> says that its transaction must.</param>
    /// <exception cref="SqliteFailure">The store itself fails; the whole group falls.</exception>
    public abstract void Apply(SqliteLink link, bool guarded);

    /// <summary>After the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <summary>A request with a result, awaited by its caller.</summary>
internal sealed class WriteRequest<T> : WriteRequest
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Settled = 2;

    private readonly TaskCompletionSource<T> _source = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly WriteWork<T> _work;
    private readonly CancellationTokenRegistration _cancellation;
    private int _state;
    private T? _result;
    private Exception? _fault;

    public WriteRequest(WriteWork<T> work, long enqueuedAt, CancellationToken cancellationToken)
        : base(enqueuedAt)
    {
        _work = work;
        if (cancellationToken.CanBeCanceled)
            _cancellation = cancellationToken.UnsafeRegister(
                static (self, token) => ((WriteRequest<T>)self!).Cancel(token),
                this
            );
    }

    public override int Weight => _work.Weight;

    public override bool IsWaiting => Volatile.Read(ref _state) == Waiting;

    public ValueTask<T> Result => new(_source.Task);

    public override bool TryTake() =>
        Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    public override void Apply(SqliteLink link, bool guarded)
    {
        _fault = null;
        try
        {
            _result = guarded && !_work.UndoesItself ? Savepoint.Run(link, _work) : _work.Run(link);
            IsKept = guarded || _work.UndoesItself || _work.Keep(_result);
        }
        catch (Exception exception) when (exception is not SqliteFailure { IsUnavailability: true })
        {
            // The fault of this request alone; the others of the group must not pay for it.
            IsKept = guarded || _work.UndoesItself;
            _fault = exception is SqliteFailure failure ? failure.ToPortException() : exception;
        }
    }

    public override void Complete()
    {
        _cancellation.Dispose();
        if (_fault is null)
            _source.TrySetResult(_result!);
        else
            _source.TrySetException(_fault);
    }

    public override void Fail(Exception exception)
    {
        Interlocked.Exchange(ref _state, Settled);
        _cancellation.Dispose();
        _source.TrySetException(exception);
    }

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Settled, Waiting) == Waiting)
            _source.TrySetCanceled(token);
    }
}

/// <summary>What a request does.</summary>
/// <param name="Weight">About how many documents it writes.</param>
/// <param name="Keep">Whether a result means that what was written is to stay.</param>
internal sealed record WriteWork<T>(Func<SqliteLink, T> Run, int Weight, Func<T, bool> Keep)
{
    /// <summary>One statement: SQLite takes back a failing one by itself.</summary>
    public bool UndoesItself { get; init; }
}

/// <summary>A part of the writer's transaction that can be taken back by itself.</summary>
internal static class Savepoint
{
    /// <summary>Keeps what the work wrote when its result says so, and takes it back otherwise and on an
    /// exception.</summary>
    public static T Run<T>(SqliteLink link, WriteWork<T> work)
    {
        link.Run("SAVEPOINT request");
        try
        {
            var result = work.Run(link);
            if (!work.Keep(result))
                link.Run("ROLLBACK TO request");
            link.Run("RELEASE request");
            return result;
        }
        catch when (link.InTransaction)
        {
            link.Run("ROLLBACK TO request");
            link.Run("RELEASE request");
            throw;
        }
    }
}
