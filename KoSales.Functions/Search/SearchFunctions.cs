using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Search;

public sealed class SearchFunctions(SearchDesk desk)
{
    [Function("Search"), Access(Role.Manager, Role.Agent, Role.Auditor, Role.Integration)]
    [Operation(
        "Find records by id, beginning of a name, or exact phone, e-mail address or GSTIN",
        Tag = "search",
        Result = typeof(SearchAnswer),
        Query = ["q", "limit"],
        Description = "At most 20 of a kind; with limit at most so many in all, kinds taken in turn."
    )]
    public async Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/search")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var faults = new QueryFaults();
        var limit = request.Query.TryGetValue("limit", out var asked)
            ? PageParameters.Limit(asked.ToString(), faults)
            : null;
        faults.ThrowIfAny();
        var actor = RequestState.Of(request.HttpContext).Actor;
        var found = await desk.FindAsync(request.Query["q"], limit, actor, cancellationToken);
        return Answers.Of(found.OrRefuse(), SearchJson.Wire.SearchAnswer);
    }
}
