using KoSales.LocalHost.DurableTask.Dispatch;
using KoSales.LocalHost.DurableTask.Hub;
using KoSales.LocalHost.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.DurableTask;

/// <summary>
/// Opens the hub before the server listens, so that a file that cannot be used stops the start, and begins
/// to work when
/// all else is up. An app without orchestrators has no hub until somebody asks for a client.
/// </summary>
internal sealed class DurableService(
    WorkerSession session,
    ITaskWorker worker,
    DurableSettings settings,
    IConfiguration configuration,
    TimeProvider time,
    ILoggerFactory loggers
) : IHostedLifecycleService, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private DurableEngine? _engine;

    private string HubPath =>
        Path.Combine(HostStorage.Directory(configuration), HostStorage.FileName);

    /// <summary>Opens the hub when that has not been done.</summary>
    internal DurableEngine Engine
    {
        get
        {
            lock (_gate)
                return Open();
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var functions = await session.Loaded.WaitAsync(cancellationToken);
        if (functions.Of(TriggerKind.Orchestration).Any())
            _ = Engine;
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (_engine is not { } engine)
            return;
        try
        {
            await engine.StartAsync();
        }
        catch (Exception fault) when (fault is HubException or SqliteException)
        {
            throw Unusable(fault);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        _engine?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _engine?.DisposeAsync() ?? default;

    private DurableEngine Open()
    {
        if (_engine is not null)
            return _engine;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(HubPath)!);
            return _engine = new DurableEngine(settings.Engine(HubPath), worker, time, loggers);
        }
        catch (Exception fault) when (fault is HubException or SqliteException)
        {
            throw Unusable(fault);
        }
    }

    private StartException Unusable(Exception fault) =>
        new(
            $"The task hub {HubPath} cannot be used: {fault.Message.TrimEnd('.')}. Restore it from a backup, or name another data folder.",
            fault
        );
}
