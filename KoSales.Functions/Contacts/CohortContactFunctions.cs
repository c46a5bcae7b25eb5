using KoSales.Functions.Entities.Parts;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Contacts;

public sealed class CohortContactFunctions(CohortMemberLists lists)
{
    public static readonly ListSpec<ContactView> Listed = CohortMemberLists.Of(ContactSpecs.List);

    [Function("CohortsContacts"), Access(Role.Manager, Role.Auditor)]
    [Operation(
        "List the members of a cohort as contacts",
        Tag = "cohorts",
        Result = typeof(ContactView),
        List = "cohort-contacts",
        Description = "Those that the caller may see, in the order of their ids, with the filters, fields "
            + "and relations of the list of contacts. POST /contacts/export takes cohort_id."
    )]
    public async Task<IResult> Contacts(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/cohorts/{id}/contacts")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(EntityKind.Contact, Listed, id, request, cancellationToken);
}
