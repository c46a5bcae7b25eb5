using KoSales.Functions.Entities.Personal;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Bulk;

public sealed class LeadBatchFunctions(LeadBatch leads, Batches batches)
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
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var command = new Command(state.Actor, state.Now, state.TraceId);
        return await batches.RunAsync(
            request,
            leads.DoAsync,
            (operation, index, batch, token) =>
                leads.PrepareAsync(operation, index, new BatchCall(batch, command), token),
            cancellationToken
        );
    }
}
