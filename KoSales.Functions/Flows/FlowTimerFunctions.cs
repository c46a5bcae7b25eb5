using KoSales.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Flows;

public sealed class FlowTimerFunctions(FlowHoursWatch watch, DurableClients clients)
{
    /// <summary>Each minute, after the sweep has moved the clocks of tasks.</summary>
    [Function("FlowHours")]
    public async Task Follow(
        [TimerTrigger("5 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        await watch.FollowAsync(cancellationToken);
    }
}
