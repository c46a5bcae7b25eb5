using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Signals;

public sealed class SignalFunctions(Lists lists, Items items)
{
    [Function("SignalsList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List signals",
        Tag = "signals",
        Result = typeof(SignalView),
        List = "signals",
        Description = "Those about records that one sees, the last received first; for managers also those about nobody."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/signals")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(SignalLists.Signals, request, cancellationToken);

    [Function("SignalsGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation("Get a signal", Tag = "signals", Picks = true, Result = typeof(SignalView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/signals/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(SignalLists.Signals, id, request, cancellationToken);
}
