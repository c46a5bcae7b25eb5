using KoSales.Functions.Entities.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Customers;

public sealed class CohortCustomerFunctions(CohortMemberLists lists)
{
    public static readonly ListSpec<CustomerView> Listed = CohortMemberLists.Of(CustomerSpecs.List);

    [Function("CohortsCustomers"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List the members of a cohort as customers",
        Tag = "cohorts",
        Result = typeof(CustomerView),
        List = "cohort-customers",
        Description = "Those that the caller may see, in the order of their ids, with the filters, fields "
            + "and relations of the list of customers. POST /customers/export takes cohort_id."
    )]
    public async Task<IResult> Customers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}/customers")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(EntityKind.Customer, Listed, id, request, cancellationToken);
}
