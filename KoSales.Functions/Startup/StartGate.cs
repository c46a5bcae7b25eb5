using KoSales.Functions.Files;
using KoSales.Functions.Storage.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Startup;

/// <summary>
/// Before the server listens: collections, indexes, start tasks. Once it answers: lines on the console that
/// say where. A database server or storage account that is out of reach
/// does not stop the start: the app listens, <c>ready</c> says why it is not, and the gate tries again
/// until it is through. A file that cannot be used does.
/// </summary>
internal sealed class StartGate(
    IDocumentStore store,
    IEnumerable<Collection> collections,
    IEnumerable<IStartTask> tasks,
    IOptions<StorageSettings> storage,
    IOptions<FileSettings> files,
    DataFolder folder,
    Welcome welcome,
    TimeProvider clock,
    ILogger<StartGate> logger
) : IHostedLifecycleService, IReadinessCheck, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _stopping = new();
    private Task _later = Task.CompletedTask;
    private volatile string? _reason = "the start has not been through the gate yet";

    string IReadinessCheck.Part => "start";

    /// <exception cref="StoreUnavailableException">Not through the gate; the message says why.</exception>
    ValueTask IReadinessCheck.CheckAsync(CancellationToken cancellationToken) =>
        _reason is { } reason
            ? throw new StoreUnavailableException(reason)
            : ValueTask.CompletedTask;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PassAsync(cancellationToken);
        }
        catch (Exception fault)
            when (!storage.Value.UsesMongo && SqliteFailure.In(fault) is { } failure)
        {
            throw Unusable(failure);
        }
        catch (StoreUnavailableException unavailable)
            when (storage.Value.UsesMongo || files.Value.UsesBlobs)
        {
            Wait(unavailable);
            _later = TryAgainAsync(_stopping.Token);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Say();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _later;
    }

    public void Dispose() => _stopping.Dispose();

    private StoreRefusedException Unusable(SqliteFailure failure)
    {
        var file = StorageRegistration.FileIn(folder);
        return failure.IsBusy
            ? new(
                $"The store {file} is held by another program ({failure.Message}). Stop that program, or set {DataFolder.Setting} to another folder.",
                failure
            )
            : new(
                $"The store {file} cannot be used: {failure.Message}. Restore it from a backup, or set {DataFolder.Setting} to another folder.",
                failure
            );
    }

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await store.EnsureAsync([.. collections], cancellationToken);
        foreach (var task in tasks)
            await task.RunAsync(cancellationToken);
        _reason = null;
    }

    private async Task TryAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (_reason is not null)
            {
                await Task.Delay(Pause, clock, cancellationToken);
                await PassOrWaitAsync(cancellationToken);
            }

            Say();
        }
        catch (OperationCanceledException)
        {
            // The app ends before its store came back.
        }
    }

    private async Task PassOrWaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PassAsync(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever stands in the way, nobody else is there to see it: it is logged, shown by ready, and tried again.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Wait(exception);
        }
    }

    private void Wait(Exception exception)
    {
        _reason = StartReport.Own(exception) ?? "a task of the start failed";
        Log.StartWaits(logger, exception, _reason);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Say()
    {
        foreach (var line in welcome.Lines(_reason))
            Console.Out.WriteLine(line);
    }
}
