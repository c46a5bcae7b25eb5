using KoSales.Domain.Customers;
using KoSales.Functions.Entities.Changing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Customers;

public sealed class CustomerBatchFunctions(
    EntityBatch<Customer, CreateCustomer, EditCustomer> customers,
    Batches batches
)
{
    [
        Function("CustomersBatch"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        BodyLimit(BodyLimitAttribute.Batch)
    ]
    [Operation(
        "Create, change and delete up to 200 customers",
        Tag = "customers",
        Body = typeof(BatchBody),
        Result = typeof(BatchAnswer),
        Status = 207,
        Query = ["atomic", "dry_run"],
        Description = "With dry_run=true each operation is checked and nothing is done; an external_id that another customer has shows only when it is done."
    )]
    public async Task<IResult> Batch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/customers/batch")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        return await batches.RunAsync(request, customers, cancellationToken);
    }
}
