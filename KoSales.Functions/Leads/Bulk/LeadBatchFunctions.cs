using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Leads.Bulk;

public sealed class LeadBatchFunctions(LeadBatch leads, Batches batches, DurableClients clients)
{
    [
        Function("LeadsBatch"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        BodyLimit(BodyLimitAttribute.Batch)
    ]
    [Operation(
        "Create, change and delete up to 200 leads",
        Tag = "leads",
        Body = typeof(BatchBody),
        Result = typeof(BatchAnswer),
        Status = 207,
        Query = ["atomic", "dry_run"],
        Description = "With dry_run=true each operation is checked and nothing is done; a phone that another lead has shows only when it is done."
    )]
    public async Task<IResult> Batch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/leads/batch")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return await batches.RunAsync(request, leads, cancellationToken);
    }
}
