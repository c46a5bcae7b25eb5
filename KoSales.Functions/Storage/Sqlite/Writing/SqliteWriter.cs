using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace KoSales.Functions.Storage.Sqlite.Writing;

/// <summary>
/// The one writer: a thread that takes whatever waits, runs it in one transaction and tells the callers
/// after the commit, so that one flush to disk serves
/// many. It survives a locked, full or failing file: those who wait are refused and the connection is
/// opened anew for the next.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    /// <summary>Documents per transaction; keeps the wait of a small write behind bulk work short.</summary>
    private const int GroupWeight = 2048;

    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly BlockingCollection<WriteRequest> _queue = [];
    private readonly Thread _thread;
    private SqliteLink? _link;
    private WriteRequest? _held;
    private bool _untidy = true;
    private bool _closed;

    public SqliteWriter(SqliteStoreOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _thread = new Thread(Run) { IsBackground = true, Name = "store writer" };
        _thread.Start();
    }

    /// <summary>Queues work for the next transaction. Cancelled only while it waits; once taken it
    /// completes.</summary>
    public ValueTask<T> RunAsync<T>(WriteWork<T> work, CancellationToken cancellationToken)
    {
        var request = new WriteRequest<T>(work, _clock.GetTimestamp(), cancellationToken);
        try
        {
            _queue.Add(request, CancellationToken.None);
        }
        catch (InvalidOperationException)
        {
            request.Fail(new StoreUnavailableException("the store is closing"));
        }

        return request.Result;
    }

    /// <summary>Writes what waits, then closes.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, true))
            return;
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        var group = new List<WriteRequest>();
        while (Take(group))
        {
            Serve(group);
            group.Clear();
        }

        Tidy();
        Close();
    }

    private bool Take(List<WriteRequest> group)
    {
        if (!TakeFirst(out var request))
            return false;
        group.Add(request);
        for (
            var weight = request.Weight;
            weight < GroupWeight && !request.IsAlone && _queue.TryTake(out var next);
            weight += next.Weight
        )
        {
            if (next.IsAlone)
            {
                _held = next;
                break;
            }

            group.Add(next);
        }

        return true;
    }

    /// <summary>Waits for work; false when there will be no more.</summary>
    private bool TakeFirst([NotNullWhen(true)] out WriteRequest? request)
    {
        (request, _held) = (_held, null);
        while (
            request is null
            && !_queue.TryTake(
                out request,
                IsTidy ? Timeout.InfiniteTimeSpan : _options.QuietBeforeTidy
            )
        )
        {
            if (_queue.IsCompleted)
                return false;
            Tidy();
        }

        return true;
    }

    private void Serve(List<WriteRequest> group)
    {
        try
        {
            if (!Begin(group))
                return;
            if (!ApplyTogether(group))
                ApplyGuarded(group);
            _link!.Run(group is [{ IsKept: false }] ? "ROLLBACK" : "COMMIT");
            _untidy = true;
        }
        catch (Exception exception)
        {
            Close();
            var reason = exception is SqliteFailure failure ? failure.ToPortException() : exception;
            foreach (var request in group)
                request.Fail(reason);
            return;
        }

        foreach (var request in group)
            request.Complete();
    }

    /// <summary>Without savepoints: within one, SQLite copies every page before it is changed, and a group
    /// changes the same pages again and again. False when a
    /// request of several was refused after it had written something.</summary>
    private bool ApplyTogether(List<WriteRequest> group)
    {
        foreach (var request in group)
        {
            request.Apply(_link!, guarded: false);
            if (!request.IsKept && group.Count > 1)
                return false;
        }

        return true;
    }

    /// <summary>Starts over, so that the refused ones alone are taken back.</summary>
    private void ApplyGuarded(List<WriteRequest> group)
    {
        _link!.Run("ROLLBACK");
        for (var since = _clock.GetTimestamp(); !TryBegin(); )
        {
            if (_clock.GetElapsedTime(since) >= _options.LockTimeout)
                throw new SqliteFailure(SQLitePCL.raw.SQLITE_BUSY, "database is locked");
        }

        foreach (var request in group)
            request.Apply(_link, guarded: true);
    }

    /// <summary>Starts the transaction and takes the group; leaves in it only requests that are still
    /// wanted. False when none is left.</summary>
    private bool Begin(List<WriteRequest> group)
    {
        while (!TryBegin())
        {
            group.RemoveAll(r => !r.IsWaiting || RefusedForAge(r));
            if (group.Count == 0)
                return false;
        }

        group.RemoveAll(r => !r.TryTake());
        return true;
    }

    private bool TryBegin()
    {
        try
        {
            _link ??= SqliteLink.OpenWriter(_options);
            _link.Run("BEGIN IMMEDIATE");
            return true;
        }
        catch (SqliteFailure failure) when (failure.IsBusy)
        {
            return false;
        }
    }

    private bool RefusedForAge(WriteRequest request)
    {
        if (_clock.GetElapsedTime(request.EnqueuedAt) < _options.LockTimeout)
            return false;
        request.Fail(
            new StoreUnavailableException(
                $"another process has held the data file locked for more than {_options.LockTimeout.TotalSeconds} s"
            )
        );
        return true;
    }

    private bool IsTidy => !_untidy || _link is null;

    private void Tidy()
    {
        if (IsTidy)
            return;
        try
        {
            using var checkpoint = _link!.Prepare("PRAGMA wal_checkpoint(TRUNCATE)");
            _untidy = checkpoint.Step() && checkpoint.Long(0) != 0;
        }
        catch (SqliteFailure)
        {
            // Only housekeeping failed; whoever writes next meets the cause and is told.
            Close();
        }
    }

    private void Close()
    {
        _link?.Dispose();
        _link = null;
    }
}
