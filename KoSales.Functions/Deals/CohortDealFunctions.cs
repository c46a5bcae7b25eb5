using KoSales.Functions.Entities.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Deals;

public sealed class CohortDealFunctions(CohortMemberLists lists)
{
    public static readonly ListSpec<DealView> Listed = CohortMemberLists.Of(DealSpecs.List);

    [Function("CohortsDeals"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List the members of a cohort as deals",
        Tag = "cohorts",
        Result = typeof(DealView),
        List = "cohort-deals",
        Description = "Those that the caller may see, in the order of their ids, with the filters, fields "
            + "and relations of the list of deals. POST /deals/export takes cohort_id."
    )]
    public async Task<IResult> Deals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}/deals")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(EntityKind.Deal, Listed, id, request, cancellationToken);
}
