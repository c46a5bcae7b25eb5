using KoSales.Functions.Entities;
using KoSales.Functions.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts;

public sealed class LeadSignalFunctions(EntityRecords records)
{
    [Function("LeadsSignals"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The signals about a lead, the last received first",
        Tag = "leads",
        Result = typeof(SignalView),
        List = "entity-signals"
    )]
    public async Task<IResult> OfLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}/signals")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await records.SignalsAsync(LeadLists.Entity, id, request, cancellationToken);
}
