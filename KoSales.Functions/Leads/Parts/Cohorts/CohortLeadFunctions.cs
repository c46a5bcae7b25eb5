using KoSales.Functions.Entities.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Leads.Parts.Cohorts;

public sealed class CohortLeadFunctions(CohortMemberLists lists)
{
    public static readonly ListSpec<LeadView> Listed = CohortMemberLists.Of(LeadLists.Leads);

    [Function("CohortsLeads"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List the members of a cohort as leads",
        Tag = "cohorts",
        Result = typeof(LeadView),
        List = "cohort-leads",
        Description = "Those that the caller may see, in the order of their ids, with the filters, fields "
            + "and relations of the list of leads. POST /leads/export takes cohort_id."
    )]
    public async Task<IResult> Leads(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}/leads")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(EntityKind.Lead, Listed, id, request, cancellationToken);
}
