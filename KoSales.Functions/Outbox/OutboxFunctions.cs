using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Outbox;

public sealed class OutboxFunctions(OutboxRelay relay)
{
    [Function("OutboxRelay")]
    public Task Relay([TimerTrigger("*/5 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) => relay.RunAsync(cancellationToken);
}
