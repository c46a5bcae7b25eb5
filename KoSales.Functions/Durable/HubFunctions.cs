using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Durable;

public sealed class FlowClientFunctions(DurableClients clients, HubPurge purge)
{
    /// <summary>Runs at the start of the host, so that handlers have a client before the first event.</summary>
    [Function("FlowClient")]
    public void Offer(
        [TimerTrigger("0 0 * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client
    ) => clients.Offer(client);

    /// <summary>While India sleeps; a night that was missed is made up for.</summary>
    [Function("FlowsPurge")]
    public Task Purge(
        [TimerTrigger("0 17 21 * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => purge.RunAsync(client, cancellationToken);
}
