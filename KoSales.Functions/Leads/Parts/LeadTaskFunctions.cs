using KoSales.Domain.Leads;
using KoSales.Functions.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts;

public sealed class LeadTaskFunctions(Lists lists, Items items)
{
    [Function("LeadsTasks"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "The tasks about a lead, newest first",
        Tag = "leads",
        Result = typeof(TaskView),
        List = "entity-tasks",
        Description = "Of a lead that one may see, also those of others."
    )]
    public async Task<IResult> OfLead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/leads/{id}/tasks")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        (
            await items.LoadAsync(
                LeadLists.Leads,
                LeadStore.Collection,
                id,
                RequestState.Of(request.HttpContext).Actor,
                cancellationToken
            )
        ).OrRefuse();
        return await lists.AnswerAsync(
            TaskLists.OfEntity,
            TaskLists.Of(EntityKind.Lead, id),
            request,
            cancellationToken
        );
    }
}
