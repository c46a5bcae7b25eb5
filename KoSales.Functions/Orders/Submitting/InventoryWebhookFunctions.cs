using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Orders.Submitting;

public sealed class InventoryWebhookFunctions(InventoryWebhook webhook, DurableClients clients)
{
    [Function("WebhooksInventory"), Public, Rate(RouteClass.Webhook), StreamedBody]
    [Operation(
        "Take a delivery of the inventory system",
        Tag = "webhooks",
        BodyType = "application/json",
        Result = typeof(WebhookAccepted),
        Status = 202,
        Description = "Signed as Standard Webhooks has it: webhook-id, webhook-timestamp, "
            + "webhook-signature. order.confirmed and order.rejected answer orders by their "
            + "reference. A delivery that comes again does nothing more."
    )]
    public async Task<IResult> Inventory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/webhooks/inventory")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        using var body = await RentedBody.ReadAsync(
            request,
            BodyLimitAttribute.Default,
            cancellationToken
        );
        var taken = await webhook.TakeAsync(request, body.Memory, cancellationToken);
        return Answers.Of(
            taken.OrRefuse(),
            InventoryDeliveryJson.Wire.WebhookAccepted,
            StatusCodes.Status202Accepted
        );
    }
}
