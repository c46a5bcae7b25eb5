using KoSales.Functions.Calls;
using KoSales.Functions.Entities;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts.Calls;

public sealed class LeadCallFunctions(EntityRecords records)
{
    [Function("LeadsCalls"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The calls with a lead, newest first",
        Tag = "leads",
        Result = typeof(CallView),
        List = "entity-calls"
    )]
    public async Task<IResult> OfLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}/calls")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.CallsAsync(LeadLists.Entity, id, request, cancellationToken);
}
