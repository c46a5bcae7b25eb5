using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>
/// Counts what runs, so that a shutdown can wait for it: 30 s from the signal on, then <see cref="Expired"/> is cancelled and
/// whatever heeds its token ends.
/// </summary>
internal sealed class RunningInvocations : IHostedService, IDisposable
{
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>What a cancelled invocation gets to clean up before the process ends.</summary>
    public static readonly TimeSpan UnwindTime = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _expired = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ITimer? _drain;
    private int _count;
    private volatile bool _stopping;

    public RunningInvocations(TimeProvider time, IHostApplicationLifetime lifetime, ILogger<RunningInvocations> logger)
    {
        _time = time;
        _logger = logger;
        lifetime.ApplicationStopping.Register(BeginDrain);
    }

    public CancellationToken Expired => _expired.Token;

    public void Enter() => Interlocked.Increment(ref _count);

    public void Exit()
    {
        if (Interlocked.Decrement(ref _count) == 0 && _stopping) _idle.TrySetResult();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until nothing runs, or until the token says that it is time to go all the same.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _count) == 0) return;
        await _idle.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Volatile.Read(ref _count) is > 0 and var left) Log.CutOff(_logger, left);
    }

    public void Dispose()
    {
        _drain?.Dispose();
        _expired.Dispose();
    }

    private void BeginDrain()
    {
        _stopping = true;
        _drain = _time.CreateTimer(_ => _expired.Cancel(), null, DrainTime, Timeout.InfiniteTimeSpan);
    }
}
