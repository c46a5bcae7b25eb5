using KoSales.Domain.Deals;
using KoSales.Functions.Durable;
using KoSales.Functions.Entities.Changing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Deals;

public sealed class DealBatchFunctions(
    EntityBatch<Deal, CreateDeal, EditDeal> deals,
    Batches batches,
    DurableClients clients
)
{
    [
        Function("DealsBatch"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        BodyLimit(BodyLimitAttribute.Batch)
    ]
    [Operation(
        "Create, change and delete up to 200 deals",
        Tag = "deals",
        Body = typeof(BatchBody),
        Result = typeof(BatchAnswer),
        Status = 207,
        Query = ["atomic", "dry_run"],
        Description = "With dry_run=true each operation is checked and nothing is done; an external_ref that another deal has shows only when it is done."
    )]
    public async Task<IResult> Batch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/deals/batch")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return await batches.RunAsync(request, deals, cancellationToken);
    }
}
