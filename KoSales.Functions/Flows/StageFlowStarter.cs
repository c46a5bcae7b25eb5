using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Flows;

/// <summary>Starts flows and tells them what happened. Every call may come twice.</summary>
public sealed class StageFlowStarter(DurableClients clients)
{
    private static readonly OrchestrationRuntimeStatus[] AnyStatus =
    [
        OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
        OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>A flow that is there already, also one that has ended, is left as it is.</summary>
    public async Task StartAsync(string instanceId, StageVisitRun run, CancellationToken cancellationToken)
    {
        var client = await clients.GetAsync(cancellationToken);
        var once = new StartOrchestrationOptions { InstanceId = instanceId }.WithDedupeStatuses(AnyStatus);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(StageFlow), run, once, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Which exception says that it exists differs from backend to backend; whether it exists does not.
            if (await client.GetInstanceAsync(instanceId, cancellationToken) is null) throw;
        }
    }

    /// <summary>Starts a flow over that has ended, whatever came of it; one that runs is left as it is.</summary>
    public async Task StartAgainAsync(string instanceId, StageVisitRun run, CancellationToken cancellationToken)
    {
        var client = await clients.GetAsync(cancellationToken);
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false }) return;
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(StageFlow), run, new StartOrchestrationOptions { InstanceId = instanceId }, cancellationToken);
    }

    /// <summary>The stage was left. A flow that has ended by itself, or that the stage never had, is no matter.</summary>
    public async Task EndAsync(string instanceId, CancellationToken cancellationToken) =>
        await (await clients.GetAsync(cancellationToken)).RaiseEventAsync(instanceId, StageFlow.StageLeft, new StageSignal(null), cancellationToken);

    /// <summary>An event to a flow that was never started starts it with a look at the store, since raising it would be dropped; to one that has ended it is.</summary>
    public async Task RaiseAsync(string instanceId, StageVisitRun visit, string name, StageSignal signal, CancellationToken cancellationToken)
    {
        var client = await clients.GetAsync(cancellationToken);
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is null) await StartAsync(instanceId, visit, cancellationToken);
        else await client.RaiseEventAsync(instanceId, name, signal, cancellationToken);
    }

    /// <summary>Null when it was never started.</summary>
    public async Task<OrchestrationMetadata?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        await (await clients.GetAsync(cancellationToken)).GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
}
