using System.Net;
using KoSales.LocalHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Timers;

/// <summary>
/// Runs every timer function's loop while the app is up, and offers <c>POST /admin/functions/{name}</c>,
/// which runs one
/// at once.
/// </summary>
internal sealed class TimerService(
    WorkerSession session,
    Invocations invocations,
    ITimerScheduleStore store,
    IConfiguration configuration,
    TimeProvider time,
    ILoggerFactory loggers
) : IHostedLifecycleService, IHostExtension, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, TimerLoop> _loops = new(StringComparer.OrdinalIgnoreCase);
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<TimerFunction> Functions { get; private set; } = [];

    /// <summary>Schedules that cannot be read stop the start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Functions = TimerFunctions.Of(
            await session.Loaded.WaitAsync(cancellationToken),
            configuration
        );
        foreach (var timer in Functions)
            _loops.Add(
                timer.Function.Name,
                new TimerLoop(
                    timer,
                    invocations,
                    store,
                    time,
                    loggers.CreateLogger($"Function.{timer.Function.Name}")
                )
            );
    }

    /// <summary>Timers begin when all else is up, so that a run at start finds a working app.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Off this thread: a function that never yields must not hold up the start.
        _running = Task.WhenAll(
            _loops.Values.Select(loop =>
                Task.Run(() => loop.RunAsync(_stopping.Token), CancellationToken.None)
            )
        );
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public async Task StopAsync(CancellationToken cancellationToken) =>
        await _running
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void MapEndpoints(IEndpointRouteBuilder endpoints) =>
        endpoints
            .Map("/admin/functions/{name}", RunByHandAsync)
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Post]));

    public void Dispose()
    {
        foreach (var loop in _loops.Values)
            loop.Dispose();
        _stopping.Dispose();
    }

    private Task RunByHandAsync(HttpContext http)
    {
        http.Response.StatusCode =
            Refusal(http.Request) ?? Run((string)http.Request.RouteValues["name"]!);
        return Task.CompletedTask;
    }

    // JSON only: a page in the operator's browser cannot send that across origins without asking first.
    // Behind a proxy
    // everybody comes from loopback.
    private static int? Refusal(HttpRequest request)
    {
        var proxied =
            request.Headers.ContainsKey("X-Forwarded-For")
            || request.Headers.ContainsKey("Forwarded");
        var caller = request.HttpContext.Connection.RemoteIpAddress;
        if (proxied || caller is null || !IPAddress.IsLoopback(caller))
            return StatusCodes.Status403Forbidden;
        return request.HasJsonContentType() ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    private int Run(string name)
    {
        if (!_loops.TryGetValue(name, out var loop))
            return StatusCodes.Status404NotFound;
        _ = Task.Run(loop.RunOnceAsync);
        return StatusCodes.Status202Accepted;
    }
}
