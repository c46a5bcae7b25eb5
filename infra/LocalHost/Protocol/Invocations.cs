using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Protocol;

/// <summary>Data for input bindings that the trigger does not bring.</summary>
internal interface IInputSource
{
    void AddTo(InvocationRequest request, HostedFunction function);
}

/// <summary>
/// Runs functions, and counts what runs so that a shutdown can wait for it: 30 s from the signal on, then
/// every token
/// is cancelled and whatever heeds its token ends.
/// </summary>
internal sealed class Invocations : IHostedService, IDisposable
{
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <summary>What a cancelled invocation gets to clean up before the process ends.</summary>
    public static readonly TimeSpan UnwindTime = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _idle = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly WorkerSession _session;
    private readonly IInputSource[] _inputs;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private ITimer? _drain;
    private int _count;
    private volatile bool _stopping;
    private volatile bool _cutOff;

    public Invocations(
        WorkerSession session,
        IEnumerable<IInputSource> inputs,
        TimeProvider time,
        IHostApplicationLifetime lifetime,
        ILogger<Invocations> logger
    )
    {
        _session = session;
        _inputs = [.. inputs];
        _time = time;
        _logger = logger;
        lifetime.ApplicationStopping.Register(BeginDrain);
    }

    /// <summary>The time to drain is over: whatever still runs has been cancelled.</summary>
    public bool AreCutOff => _cutOff;

    /// <summary>
    /// A request for one run of the function, with what its input bindings need; the trigger's data is
    /// added by the
    /// caller.
    /// </summary>
    public InvocationRequest Prepare(HostedFunction function)
    {
        var request = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(_time.GetUtcNow()).ToString(),
            FunctionId = function.Id,
            TraceContext = new TraceContext(),
        };
        foreach (var inputs in _inputs)
            inputs.AddTo(request, function);
        return request;
    }

    /// <summary>
    /// The worker's answer. The function may fail: that is said in the answer, and logged by the worker.
    /// </summary>
    public async Task<InvocationResponse> RunAsync(
        InvocationRequest request,
        CancellationToken cancellation = default
    )
    {
        Interlocked.Increment(ref _count);
        await using var cancel = cancellation.UnsafeRegister(_ => Cancel(request), null);
        try
        {
            return await _session.InvokeAsync(request);
        }
        finally
        {
            if (Interlocked.Decrement(ref _count) == 0 && _stopping)
                _idle.TrySetResult();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until nothing runs, or until the token says that it is time to go all the same.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _count) == 0)
            return;
        await _idle
            .Task.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Volatile.Read(ref _count) is > 0 and var left)
            Log.CutOff(_logger, left);
    }

    public void Dispose() => _drain?.Dispose();

    private void Cancel(InvocationRequest request) => _session.Cancel(request.InvocationId);

    private void BeginDrain()
    {
        _stopping = true;
        _drain = _time.CreateTimer(_ => CutOff(), null, DrainTime, Timeout.InfiniteTimeSpan);
    }

    private void CutOff()
    {
        _cutOff = true;
        _session.CancelAll();
    }
}
