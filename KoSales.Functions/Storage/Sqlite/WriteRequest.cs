
namespace KoSales.Functions.Storage.Sqlite;

/// <summary>Work waiting for the writer. Waiting → taken → told, or waiting → told (cancelled, or refused because a lock lasts too long).</summary>
internal abstract class WriteRequest(long enqueuedAt)
{
    /// <summary>Timestamp of the clock when it was queued.</summary>
    public long EnqueuedAt { get; } = enqueuedAt;

    /// <summary>Roughly how many documents it writes; bounds a group.</summary>
    public abstract int Weight { get; }

    /// <summary>False when its caller has been told already.</summary>
    public abstract bool TryTake();

    public abstract bool IsWaiting { get; }

    /// <summary>Inside the writer's transaction. A refusal leaves nothing behind and is kept as the result.</summary>
    /// <exception cref="SqliteFailure">The store itself fails; the whole group falls.</exception>
    public abstract void Apply(SqliteLink link);

    /// <summary>After the commit.</summary>
    public abstract void Tell();

    public abstract void Fail(Exception exception);
}

/// <summary>A request with a result, awaited by its caller.</summary>
internal sealed class WriteRequest<T> : WriteRequest
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Told = 2;

    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<SqliteLink, T> _work;
    private readonly CancellationTokenRegistration _cancellation;
    private int _state;
    private T? _result;
    private Exception? _fault;

    public WriteRequest(Func<SqliteLink, T> work, int weight, long enqueuedAt, CancellationToken cancellationToken)
        : base(enqueuedAt)
    {
        _work = work;
        Weight = weight;
        if (cancellationToken.CanBeCanceled) _cancellation = cancellationToken.UnsafeRegister(static (self, token) => ((WriteRequest<T>)self!).Cancel(token), this);
    }

    public override int Weight { get; }

    public override bool IsWaiting => Volatile.Read(ref _state) == Waiting;

    public ValueTask<T> Result => new(_source.Task);

    public override bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    public override void Apply(SqliteLink link)
    {
        try
        {
            _result = _work(link);
        }
        catch (Exception exception) when (exception is not SqliteFailure { IsUnavailability: true })
        {
            // The fault of this request alone; the others of the group must not pay for it.
            _fault = exception is SqliteFailure failure ? failure.ToPortException() : exception;
        }
    }

    public override void Tell()
    {
        _cancellation.Dispose();
        if (_fault is null) _source.TrySetResult(_result!);
        else _source.TrySetException(_fault);
    }

    public override void Fail(Exception exception)
    {
        Interlocked.Exchange(ref _state, Told);
        _cancellation.Dispose();
        _source.TrySetException(exception);
    }

    private void Cancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, Told, Waiting) == Waiting) _source.TrySetCanceled(token);
    }
}
