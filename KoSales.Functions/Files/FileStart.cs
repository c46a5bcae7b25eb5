namespace KoSales.Functions.Files;

/// <summary>Makes the place where files lie, and asks whether it is there.</summary>
public sealed class FileStart(IFileStore store) : IStartTask, IReadinessCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    public string Part => "files";

    public Task RunAsync(CancellationToken cancellationToken) =>
        store.PrepareAsync(cancellationToken);

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await store.PingAsync(limit.Token);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("the file store does not answer", late);
        }
    }
}
