using KoSales.Domain.Leads;
using KoSales.Functions.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts;

public sealed class LeadCallFunctions(Lists lists, Items items)
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
    )
    {
        var lead = (
            await items.LoadAsync(
                LeadLists.Leads,
                LeadStore.Collection,
                id,
                RequestState.Of(request.HttpContext).Actor,
                cancellationToken
            )
        ).OrRefuse();
        return await lists.AnswerAsync(
            CallLists.OfEntity,
            CallLists.Of(lead.Id.Ref),
            request,
            cancellationToken
        );
    }
}
