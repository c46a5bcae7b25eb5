using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Durable;

/// <summary>The process's Durable client, for code that is no function: handlers of events run inside any
/// invocation.</summary>
/// <remarks>The worker gives clients to function parameters only. Functions that bind one offer it here; a
/// client outlives its invocation and is thread-safe.
/// See docs/decisions/0009-durable-client-for-handlers.md.</remarks>
public sealed class DurableClients
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<DurableTaskClient> _first = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public void Offer(DurableTaskClient client) => _first.TrySetResult(client);

    /// <exception cref="TimeoutException">No function of this process has bound one yet; the event is tried
    /// again later.</exception>
    public Task<DurableTaskClient> GetAsync(CancellationToken cancellationToken) =>
        _first.Task.WaitAsync(Patience, cancellationToken);
}
