using KoSales.Domain.Webhooks;
using KoSales.Functions.Durable;
using KoSales.Functions.Subscriptions.Delivering;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Subscriptions;

public sealed class DeliveryFunctions(
    DeliveryDesk desk,
    Lists lists,
    Items items,
    DurableClients clients
)
{
    private const string Tag = "webhook-subscriptions";

    private static readonly Projection View = Projection.For<DeliveryView>();

    [Function("WebhookSubscriptionsPing"), Access(Role.Admin)]
    [Operation(
        "Send a test delivery",
        Tag = Tag,
        Result = typeof(DeliveryView),
        Status = 202,
        Description = "Of type webhook.ping, also to a subscription that is not active. What came "
            + "of it is at the Location."
    )]
    public async Task<IResult> Ping(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhook-subscriptions/{id}/ping"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<OutboundDelivery>(request, Sent);
        return call.Answer(await desk.PingAsync(new(id, call.Command), cancellationToken));
    }

    [Function("WebhookDeliveriesList"), Access(Role.Auditor)]
    [Operation(
        "List the deliveries of a webhook subscription",
        Tag = Tag,
        Result = typeof(DeliveryView),
        List = "webhook-deliveries",
        Description = "Of the last thirty days."
    )]
    public async Task<IResult> List(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/webhook-subscriptions/{id}/deliveries"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            SubscriptionLists.Subscriptions,
            WebhookSubscription.Collection,
            id,
            RequestState.Of(request.HttpContext).Actor,
            cancellationToken
        );
        return await lists.AnswerAsync(
            SubscriptionLists.Deliveries,
            SubscriptionLists.Of(found.OrRefuse().Key),
            request,
            cancellationToken
        );
    }

    [Function("WebhookDeliveriesGet"), Access(Role.Auditor)]
    [Operation("Get a delivery", Tag = Tag, Picks = true, Result = typeof(DeliveryView))]
    public async Task<IResult> Get(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/webhook-subscriptions/{id}/deliveries/{deliveryId}"
        )]
            HttpRequest request,
        string id,
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        if (!DeliveryDesk.IsOf(id, deliveryId))
            throw new RefusalException(Fault.NotFound("delivery", QueryFaults.Shown(deliveryId)));
        return await items.GetAsync(
            SubscriptionLists.Deliveries,
            deliveryId,
            request,
            cancellationToken
        );
    }

    [Function("WebhookDeliveriesReplay"), Access(Role.Admin)]
    [Operation(
        "Send a delivery again",
        Tag = Tag,
        Result = typeof(DeliveryView),
        Status = 202,
        Description = "With the same webhook-id, so that the receiver knows it again."
    )]
    public async Task<IResult> Replay(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhook-subscriptions/{id}/deliveries/{deliveryId}/replay"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<OutboundDelivery>(request, Sent);
        return call.Answer(
            await desk.ReplayAsync(new(id, call.Command), deliveryId, cancellationToken)
        );
    }

    private static Answer Sent(OutboundDelivery delivery) =>
        new(StatusCodes.Status202Accepted, View.Of(OutboundDelivery.Collection.Write(delivery)))
        {
            ETag = ETags.Of(delivery.Id, delivery.Version),
            Location = $"{Routes.Base}{Tag}/{delivery.SubscriptionId}/deliveries/{delivery.Id}",
        };
}
