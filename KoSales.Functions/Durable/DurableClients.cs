using Microsoft.DurableTask;
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

    /// <summary>An instance of the id, whatever its status, is left as it is.</summary>
    private static readonly StartOrchestrationOptions Once =
        new StartOrchestrationOptions().WithDedupeStatuses(
            OrchestrationRuntimeStatus.Pending,
            OrchestrationRuntimeStatus.Running,
            OrchestrationRuntimeStatus.Suspended,
            OrchestrationRuntimeStatus.Completed,
            OrchestrationRuntimeStatus.Failed,
            OrchestrationRuntimeStatus.Terminated
        );

    private readonly TaskCompletionSource<DurableTaskClient> _first = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public void Offer(DurableTaskClient client) => _first.TrySetResult(client);

    /// <exception cref="TimeoutException">No function of this process has bound one yet; the event is tried
    /// again later.</exception>
    public Task<DurableTaskClient> GetAsync(CancellationToken cancellationToken) =>
        _first.Task.WaitAsync(Patience, cancellationToken);

    /// <summary>Starts an orchestration. One of this instance id that is there already, also one that has
    /// ended, is left as it is.</summary>
    public async Task StartOnceAsync(
        string orchestration,
        string instanceId,
        object input,
        CancellationToken cancellationToken
    )
    {
        var client = await GetAsync(cancellationToken);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                orchestration,
                input,
                Once with
                {
                    InstanceId = instanceId,
                },
                cancellationToken
            );
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Which exception says that it exists differs from backend to backend; whether it exists does not.
            if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
                throw;
        }
    }
}
