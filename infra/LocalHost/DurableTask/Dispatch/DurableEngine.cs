using KoSales.LocalHost.DurableTask.Hub;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.DurableTask.Dispatch;

/// <summary>
/// The task hub at work. Clients may write from any process that has the file open; one process at a time,
/// the one with
/// the lease, runs orchestrators, activities and timers. All state is in the file: stopping, or being
/// killed, at any
/// point loses nothing.
/// </summary>
internal sealed class DurableEngine : IPassSink, IAsyncDisposable
{
    private static readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(1);

    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HubLease _lease;
    private readonly HubWatch _watch = new();
    private readonly HistoryCache _cache;
    private readonly Mailboxes _mailboxes = new();
    private readonly OrchestratorPump _orchestrators;
    private readonly ActivityPump _activities;
    private readonly TimerClock _timers;
    private readonly ITimer _heartbeat;
    private long _term;
    private bool _stopped;

    internal DurableEngine(
        EngineOptions options,
        ITaskWorker worker,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        _options = options;
        _time = time;
        _logger = loggers.CreateLogger("Host.DurableTask");
        _lease = new HubLease(options.HubPath, time, options.Lease);
        _cache = new HistoryCache(options.CachedEvents);
        Writer = new HubWriter(options.HubPath, time, options.Fault, Committed);
        Reader = new HubReader(options.HubPath);
        var runner = new PassRunner(worker, time);
        _orchestrators = new OrchestratorPump(_mailboxes, _cache, Reader, runner, this);
        _activities = new ActivityPump(
            worker,
            (task, term, result) =>
                Writer.Enqueue(
                    new ActivityResultOperation(task, term, result, ((IPassSink)this).Failed)
                )
        );
        _timers = new TimerClock(time, FireTimers);
        _heartbeat = HeartbeatOf(time);
    }

    internal HubWriter Writer { get; }

    internal HubReader Reader { get; }

    internal InstanceSignals Signals { get; } = new();

    /// <summary>Whether this process has the lease.</summary>
    internal bool IsRunningHub => Volatile.Read(ref _term) != 0;

    /// <summary>
    /// Takes the lease, if it is free, and everything that was left open. Without the lease it goes on
    /// asking for it.
    /// </summary>
    internal async Task StartAsync()
    {
        // A pass itself never waits, only middleware around it may: many more workers than processors would
        // just take
        // turns.
        _orchestrators.Start(Math.Min(_options.MaxOrchestrators, 2 * Environment.ProcessorCount));
        _activities.Start(_options.MaxActivities);
        await BeatAsync();
        Log.Started(_logger, _options.HubName, IsRunningHub);
    }

    /// <summary>
    /// Takes no more work, waits for what runs until the token fires, stores its results and gives the
    /// lease back.
    /// </summary>
    internal async Task StopAsync(CancellationToken cancellation)
    {
        if (_stopped)
            return;
        _stopped = true;
        await _heartbeat.DisposeAsync();
        _timers.Dispose();
        await _activities.StopAsync(cancellation);
        _mailboxes.Reset(0);
        await _orchestrators.StopAsync(cancellation);
        Task released = Writer.Run(new ReleaseOperation(_term));
        await released.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Close();
    }

    public async ValueTask DisposeAsync() => await StopAsync(new CancellationToken(canceled: true));

    /// <summary>
    /// Ends as a killed process would: nothing is finished, nothing is given back but what the system frees.
    /// </summary>
    internal void Abandon()
    {
        _stopped = true;
        _heartbeat.Dispose();
        _timers.Dispose();
        _mailboxes.Reset(0);
        _mailboxes.Complete();
        _activities.Reset(0);
        Close();
    }

    private void Close()
    {
        Writer.Dispose();
        Reader.Dispose();
        _lease.Dispose();
        _activities.Dispose();
    }

    /// <summary>On the writer's thread, after every commit and before the operations in it hear of
    /// it.</summary>
    private void Committed(HubTransaction transaction)
    {
        if (transaction.TookLease || (transaction.HeldToken == 0 && _term != 0))
            Change(transaction.HeldToken);
        if (_term != 0)
            Follow(transaction);
        Signals.Changed(transaction.Changed);
        if (!_watch.ForeignChange)
            return;
        _watch.ForeignChange = false;
        Signals.AllMayHaveChanged();
    }

    private void Follow(HubTransaction transaction)
    {
        foreach (var state in transaction.Created)
            _cache.Put(state);
        foreach (var id in transaction.Removed)
            _cache.Take(id);
        _mailboxes.Deliver(transaction.Messages, transaction.Reread);
        _activities.Add(transaction.Activities);
        if (transaction.EarliestTimer is { } due)
            _timers.Expect(due);
    }

    private void Change(long term)
    {
        Volatile.Write(ref _term, term);
        _cache.Clear();
        _mailboxes.Reset(term);
        _activities.Reset(term);
        _timers.Reset(null);
        if (term == 0 && !_stopped)
            Log.LeaseLost(_logger, _options.HubName);
    }

    private ITimer HeartbeatOf(TimeProvider time) =>
        time.CreateTimer(
            _ => _ = BeatAsync(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    /// <summary>
    /// The next beat is asked for when this one is through, so that they cannot pile up behind a slow disk.
    /// </summary>
    private async Task BeatAsync()
    {
        Task beat = Writer.Run(new TendOperation(_lease, _watch));
        await beat.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopped)
            _heartbeat.Change(_options.Heartbeat, Timeout.InfiniteTimeSpan);
    }

    private void FireTimers() =>
        Writer.Enqueue(
            new FireTimersOperation(
                Volatile.Read(ref _term),
                _timers.Reset,
                ((IPassSink)this).Failed
            )
        );

    void IPassSink.Store(HubOperation operation) => Writer.Enqueue(operation);

    /// <summary>The work stays valid while the lease does, so it is offered to the hub again.</summary>
    void IPassSink.Failed(HubOperation operation, Exception reason)
    {
        if (reason is LeaseLostException or ObjectDisposedException)
            return;
        ((IPassSink)this).Postpone(reason, () => Writer.Enqueue(operation));
    }

    void IPassSink.Postpone(Exception reason, Action again)
    {
        if (_stopped)
            return;
        Log.Postponed(_logger, reason);
        _ = Task.Delay(_retryDelay, _time).ContinueWith(_ => again(), TaskScheduler.Default);
    }
}
