using System.Collections.Concurrent;

namespace KoSales.Functions.Storage.Sqlite.Reading;

/// <summary>Connections for reading. A read sees what is committed when it begins and waits for no
/// writer.</summary>
internal sealed class ReaderPool(SqliteStoreOptions options) : IDisposable
{
    private readonly ConcurrentStack<SqliteLink> _idle = [];
    private readonly SemaphoreSlim _places = new(options.Readers);
    private volatile bool _closed;

    /// <summary>Runs a read on the caller's thread.</summary>
    /// <exception cref="StoreUnavailableException">No connection came free in time, or the file does not
    /// answer.</exception>
    public async ValueTask<T> ReadAsync<T>(
        Func<SqliteLink, T> read,
        CancellationToken cancellationToken
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!await _places.WaitAsync(options.LockTimeout, cancellationToken))
            throw new StoreUnavailableException("all connections for reading are taken");
        try
        {
            return Read(read, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryPop(out var link))
            link.Dispose();

        // The places stay: a read that is still under way gives its own back and closes its connection.
    }

    private T Read<T>(Func<SqliteLink, T> read, CancellationToken cancellationToken)
    {
        SqliteLink? link = null;
        try
        {
            if (!_idle.TryPop(out link))
                link = SqliteLink.OpenReader(options);
            T result;
            using (cancellationToken.UnsafeRegister(static l => ((SqliteLink)l!).Interrupt(), link))
                result = read(link);
            GiveBack(link);
            return result;
        }
        catch (SqliteFailure failure)
        {
            link?.Dispose();
            if (failure.IsInterrupted)
                throw new OperationCanceledException(cancellationToken);
            throw failure.ToPortException();
        }
        catch
        {
            link?.Dispose();
            throw;
        }
    }

    private void GiveBack(SqliteLink link)
    {
        if (_closed)
            link.Dispose();
        else
            _idle.Push(link);
    }
}
