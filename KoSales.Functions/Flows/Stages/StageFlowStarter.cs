using Grpc.Core;
using KoSales.Functions.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Starts flows and tells them what happened. Every call may come twice.</summary>
public sealed class StageFlowStarter(DurableClients clients)
{
    /// <summary>A flow that is there already, also one that has ended, is left as it is.</summary>
    public Task StartAsync(
        string instanceId,
        StageVisitRun run,
        CancellationToken cancellationToken
    ) => clients.StartOnceAsync(nameof(StageFlow), instanceId, run, cancellationToken);

    /// <summary>Starts a flow over that has ended, whatever came of it; one that runs is left as it
    /// is.</summary>
    public async Task StartAgainAsync(
        string instanceId,
        StageVisitRun run,
        CancellationToken cancellationToken
    )
    {
        var client = await clients.GetAsync(cancellationToken);
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is { IsCompleted: false })
            return;
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(StageFlow),
            run,
            new StartOrchestrationOptions { InstanceId = instanceId },
            cancellationToken
        );
    }

    /// <summary>The stage was left. A flow that has ended by itself, or that the stage never had, is no
    /// matter.</summary>
    public async Task EndAsync(string instanceId, CancellationToken cancellationToken) =>
        await RaiseAsync(
            await clients.GetAsync(cancellationToken),
            instanceId,
            StageFlow.StageLeft,
            new StageSignal(null),
            cancellationToken
        );

    /// <summary>A flow that was never started is started with a look at the store instead. One that has
    /// ended needs to hear nothing more.</summary>
    public async Task RaiseAsync(
        string instanceId,
        StageVisitRun visit,
        string name,
        StageSignal signal,
        CancellationToken cancellationToken
    )
    {
        var client = await clients.GetAsync(cancellationToken);
        if (await client.GetInstanceAsync(instanceId, cancellationToken) is null)
            await StartAsync(instanceId, visit, cancellationToken);
        else
            await RaiseAsync(client, instanceId, name, signal, cancellationToken);
    }

    /// <summary>Some task hubs drop an event to an instance that is not there or has ended, others refuse
    /// it. Either way there is nobody left whom it could move.</summary>
    private static async Task RaiseAsync(
        DurableTaskClient client,
        string instanceId,
        string name,
        StageSignal signal,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.RaiseEventAsync(instanceId, name, signal, cancellationToken);
        }
        catch (RpcException refused)
            when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // What the flow would have done is decided from the store by whichever flow comes next.
        }
    }

    /// <summary>Null when it was never started.</summary>
    public async Task<OrchestrationMetadata?> FindAsync(
        string instanceId,
        CancellationToken cancellationToken
    ) =>
        await (await clients.GetAsync(cancellationToken)).GetInstanceAsync(
            instanceId,
            getInputsAndOutputs: true,
            cancellationToken
        );
}
