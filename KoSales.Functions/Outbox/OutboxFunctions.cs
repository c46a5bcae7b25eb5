using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Outbox;

public sealed class OutboxFunctions(
    OutboxRelay relay,
    OutboxAdmin admin,
    Lists lists,
    DurableClients clients
)
{
    [Function("OutboxRelay")]
    public Task Relay(
        [TimerTrigger("*/5 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return relay.RunAsync(cancellationToken);
    }

    [Function("OutboxList"), Access(Domain.Access.Role.Admin)]
    [Operation(
        "List events that were set aside after their last attempt",
        Tag = "admin",
        List = "outbox",
        Result = typeof(OutboxView)
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/outbox")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(OutboxAdmin.Dead, request, cancellationToken);

    [Function("OutboxReplay"), Access(Domain.Access.Role.Admin)]
    [Operation("Deliver a set-aside event again", Tag = "admin", Result = typeof(OutboxView))]
    public async Task<IResult> Replay(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/outbox/{id}/replay")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<OutboxEvent>(request, OutboxAdmin.Answers.Shown);
        return call.Answer(await admin.ReplayAsync(id, call.Command, cancellationToken));
    }
}
