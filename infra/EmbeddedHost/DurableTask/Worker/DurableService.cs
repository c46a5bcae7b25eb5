using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.DurableTask.Client;
using KoSales.EmbeddedHost.DurableTask.Dispatch;
using KoSales.EmbeddedHost.DurableTask.Management;
using KoSales.EmbeddedHost.DurableTask.Replay;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost.DurableTask.Worker;

/// <summary>
/// Opens the hub before the server listens, so that a file that cannot be used stops the start, and begins to work when all else is up.
/// An app without orchestrators has no hub until somebody asks for a client.
/// </summary>
internal sealed class DurableService(
    FunctionCatalog catalog,
    ITaskFunctions functions,
    WorkerConverter converter,
    DurableSettings settings,
    ManagementAddresses addresses,
    IConfiguration configuration,
    TimeProvider time,
    ILoggerFactory loggers) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private DurableEngine? _engine;
    private HubClient? _client;

    /// <summary>Opens the hub when that has not been done.</summary>
    internal HubClient Client
    {
        get
        {
            lock (_gate)
            {
                Open();
                return _client!;
            }
        }
    }

    internal DurableEngine Engine
    {
        get
        {
            lock (_gate) return Open();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (catalog.Of(TriggerKind.Orchestration).Any()) _ = Engine;
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => _engine?.StartAsync() ?? Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _engine?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? default;

    private DurableEngine Open()
    {
        if (_engine is not null) return _engine;
        var directory = Directory.CreateDirectory(HostStorage.Directory(configuration)).FullName;
        var options = settings.Engine(Path.Combine(directory, HostStorage.FileName));
        _engine = new DurableEngine(options, functions, new ReplaySettings(converter, loggers, options.LongestTimer), time);
        _client = new HubClient(options.HubName, _engine, converter, time) { Addresses = addresses };
        return _engine;
    }
}
