using KoSales.Domain.Orders;
using KoSales.Functions.Durable;
using KoSales.Functions.Timeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Orders;

public sealed class DraftOrderFunctions(
    DraftOrderDesk desk,
    Lists lists,
    Items items,
    Patches patches,
    DurableClients clients
)
{
    private static readonly ResourceAnswers<DraftOrder> Answers = new(
        "draft-orders",
        DraftOrderStore.Collection,
        Projection.For<DraftOrderView>()
    );

    [Function("DraftOrdersList"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "List draft orders",
        Tag = "draft-orders",
        Result = typeof(DraftOrderView),
        List = "draft-orders",
        Description = "One's own, for managers those of the team; and those of deals that one has open work about."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/draft-orders")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(DraftOrderLists.Orders, request, cancellationToken);

    [Function("DraftOrdersGet"), Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "Get a draft order",
        Tag = "draft-orders",
        Picks = true,
        Result = typeof(DraftOrderView)
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/draft-orders/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(DraftOrderLists.Orders, id, request, cancellationToken);

    [Function("DraftOrdersPatch"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Correct a draft order",
        Tag = "draft-orders",
        Body = typeof(EditDraftOrder),
        Result = typeof(DraftOrderView),
        Patch = true,
        Description = "While it is a draft, or was rejected. Prices are those of the quotation."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "v1/draft-orders/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DraftOrder>(request, Answers.Shown);
        var patch = await patches.ReadAsync<EditDraftOrder>(request, cancellationToken);
        var about = new DraftOrderCall(id, call.Command) { IfMatch = patch.Patch.IfMatch };
        return call.Answer(await desk.EditAsync(about, patch, cancellationToken));
    }

    [Function("DraftOrdersSubmit"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Submit an order to the inventory system",
        Tag = "draft-orders",
        Result = typeof(DraftOrderView),
        Status = 202,
        Description = "Refused for everybody with draft_order.licence_missing, one fault for each licence "
            + "that the buyer lacks today. It is tried until the inventory system answers; the order "
            + "shows how it goes."
    )]
    public async Task<IResult> Submit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/draft-orders/{id}/submit")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var call = new Call<DraftOrder>(request, Submitted);
        var about = new DraftOrderCall(id, call.Command) { IfMatch = IfMatches.Optional(request) };
        return call.Answer(await desk.SubmitAsync(about, cancellationToken));
    }

    [Function("DraftOrdersCancel"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Cancel a draft order",
        Tag = "draft-orders",
        Rehearses = true,
        Result = typeof(DraftOrderView),
        Description = "While the inventory system has none of it."
    )]
    public async Task<IResult> Cancel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/draft-orders/{id}/cancel")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DraftOrder>(request, Answers.Shown);
        var about = new DraftOrderCall(id, call.Command) { IfMatch = IfMatches.Optional(request) };
        return call.Answer(await desk.CancelAsync(about, cancellationToken));
    }

    [Function("DraftOrdersTimeline")]
    [Access(Role.Manager, Role.Agent, Role.Integration, Role.Auditor)]
    [Operation(
        "What happened to a draft order, newest first",
        Tag = "draft-orders",
        Result = typeof(TimelineView),
        List = "timeline"
    )]
    public async Task<IResult> Timeline(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/draft-orders/{id}/timeline")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var found = await items.LoadAsync(
            DraftOrderLists.Orders,
            DraftOrderStore.Collection,
            id,
            RequestState.Of(request.HttpContext).Actor,
            cancellationToken
        );
        return await lists.AnswerAsync(
            TimelineLists.Timeline,
            OrderTimeline.Of(found.OrRefuse()),
            request,
            cancellationToken
        );
    }

    private static Answer Submitted(DraftOrder order) =>
        Answers.Shown(order) with
        {
            Status = StatusCodes.Status202Accepted,
            Location = $"{Routes.Base}draft-orders/{order.Key}",
        };
}
