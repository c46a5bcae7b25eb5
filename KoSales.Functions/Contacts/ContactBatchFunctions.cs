using KoSales.Domain.Contacts;
using KoSales.Functions.Durable;
using KoSales.Functions.Entities.Changing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Contacts;

public sealed class ContactBatchFunctions(
    EntityBatch<Contact, CreateContact, EditContact> contacts,
    Batches batches,
    DurableClients clients
)
{
    [
        Function("ContactsBatch"),
        Access(Role.Manager, Role.Integration),
        Rate(RouteClass.Bulk),
        BodyLimit(BodyLimitAttribute.Batch)
    ]
    [Operation(
        "Create, change and delete up to 200 contacts",
        Tag = "contacts",
        Body = typeof(BatchBody),
        Result = typeof(BatchAnswer),
        Status = 207,
        Query = ["atomic", "dry_run"],
        Description = "With dry_run=true each operation is checked and nothing is done; a phone that another contact has shows only when it is done."
    )]
    public async Task<IResult> Batch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/contacts/batch")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return await batches.RunAsync(request, contacts, cancellationToken);
    }
}
