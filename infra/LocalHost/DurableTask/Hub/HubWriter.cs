using System.Diagnostics;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>
/// The only thread that writes. Whatever has queued up while the disk was busy goes into the next
/// transaction, and each
/// operation is told after the commit (group commit). A file that another process keeps locked is waited
/// for; any other
/// failure is answered to the operations it hit, each of them tried alone first.
/// </summary>
internal sealed class HubWriter : IDisposable
{
    private const int LargestGroup = 4_096;

    private readonly HubConnection _connection;
    private readonly HubTransaction _transaction;
    private readonly HubFault? _fault;
    private readonly Action<HubTransaction> _committed;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<HubOperation> _queue = new();
    private bool _closing;

    internal HubWriter(
        string path,
        TimeProvider time,
        HubFault? fault,
        Action<HubTransaction> committed
    )
    {
        _fault = fault;
        _committed = committed;
        _connection = new HubConnection(path, cacheKilobytes: 4_000);
        _connection.Execute(HubSchema.Script);
        _transaction = new HubTransaction(_connection, NextEpoch(_connection), time);
        _thread = new Thread(Work) { IsBackground = true, Name = "Task hub writer" };
        _thread.Start();
    }

    /// <summary>Queues an operation; after the hub is closed it fails at once.</summary>
    internal void Enqueue(HubOperation operation)
    {
        lock (_gate)
        {
            if (!_closing)
            {
                _queue.Enqueue(operation);
                if (_queue.Count == 1)
                    Monitor.Pulse(_gate);
                return;
            }
        }

        operation.Failed(new ObjectDisposedException(nameof(HubWriter)));
    }

    internal Task<T> Run<T>(HubOperation<T> operation)
    {
        Enqueue(operation);
        return operation.Done;
    }

    /// <summary>Writes what is queued and stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private static long NextEpoch(HubConnection connection)
    {
        var next = connection.Sql("UPDATE hub SET epochs=epochs+1 RETURNING epochs");
        next.Read();
        var epoch = next.Number(0);
        next.Read();
        return epoch;
    }

    private void Work()
    {
        try
        {
            for (var group = Take(); group.Count > 0; group = Take())
                Execute(group);
        }
        catch (SimulatedCrashException)
        {
            lock (_gate)
                _closing = true;
        }
        finally
        {
            _connection.Dispose();
        }
    }

    private List<HubOperation> Take()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closing)
                Monitor.Wait(_gate);
            var group = new List<HubOperation>(Math.Min(_queue.Count, LargestGroup));
            while (group.Count < LargestGroup && _queue.TryDequeue(out var operation))
                group.Add(operation);
            return group;
        }
    }

    private void Execute(List<HubOperation> group)
    {
        try
        {
            Commit(group);
        }
        catch (HubException) when (group.Count > 1)
        {
            _transaction.Rollback();
            foreach (var operation in group)
                Execute([operation]);
        }
        catch (Exception reason) when (reason is not SimulatedCrashException && group.Count == 1)
        {
            _transaction.Rollback();
            group[0].Failed(reason);
        }
    }

    private void Commit(List<HubOperation> group)
    {
        var started = Stopwatch.GetTimestamp();
        Begin();
        var refused = Apply(group);
        _fault?.Invoke(HubPoint.BeforeCommit, group);
        _transaction.Sql("COMMIT").Run();
        _fault?.Invoke(HubPoint.AfterCommit, group);
        HubMetrics.Commit(group.Count, Stopwatch.GetElapsedTime(started));
        _committed(_transaction);
        foreach (var operation in group)
        {
            if (refused?.Contains(operation) == true)
                operation.Failed(new LeaseLostException());
            else
                operation.Committed();
        }
    }

    private HashSet<HubOperation>? Apply(List<HubOperation> group)
    {
        HashSet<HubOperation>? refused = null;
        foreach (var operation in group)
        {
            if (operation.Term is { } term && !_transaction.Holds(term))
                (refused ??= []).Add(operation);
            else
                operation.Apply(_transaction);
        }

        return refused;
    }

    /// <summary>Each attempt already waits as long as the connection's busy timeout.</summary>
    private void Begin()
    {
        while (true)
        {
            try
            {
                _transaction.Begin();
                return;
            }
            catch (HubException busy) when (busy.IsBusy && !_closing)
            {
                _transaction.Rollback();
            }
        }
    }
}

/// <summary>Thrown by a test's <see cref="HubFault"/>: the writer stops where it stands and answers
/// nobody.</summary>
internal sealed class SimulatedCrashException : Exception;
