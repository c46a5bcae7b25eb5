using KoSales.Functions.Entities;
using KoSales.Functions.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts;

public sealed class LeadTaskFunctions(EntityRecords records)
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
    ) => await records.TasksAsync(LeadLists.Entity, id, request, cancellationToken);
}
