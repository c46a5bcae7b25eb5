using KoSales.Domain.Inbound;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Inbound;

public sealed class InboundFunctions(Lists lists, Items items, InboundAdmin admin)
{
    private static readonly ResourceAnswers<InboundDelivery> Answers = new(
        "webhooks/events",
        Deliveries.Collection,
        InboundLists.Events.View
    );

    [Function("WebhookEventsList"), Access(Role.Admin)]
    [Operation(
        "List what other systems delivered, newest first",
        Tag = "webhooks",
        Result = typeof(InboundView),
        List = "webhook-events",
        Description = "Of the last 30 days. Bodies are never shown; they are kept, sealed, until the delivery is over."
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhooks/events")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(InboundLists.Events, request, cancellationToken);

    [Function("WebhookEventsGet"), Access(Role.Admin)]
    [Operation("Get a delivery", Tag = "webhooks", Picks = true, Result = typeof(InboundView))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhooks/events/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(InboundLists.Events, id, request, cancellationToken);

    [Function("WebhookEventsReplay"), Access(Role.Admin)]
    [Operation(
        "Process a delivery again that failed, is set aside or in quarantine",
        Tag = "webhooks",
        Result = typeof(InboundView),
        Description = "With all its attempts. One that is over cannot be: its body is no longer kept."
    )]
    public async Task<IResult> Replay(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhooks/events/{id}/replay"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<InboundDelivery>(request, Answers.Shown);
        return call.Answer(await admin.ReplayAsync(id, null, call.Command, cancellationToken));
    }

    [Function("WebhooksLag"), Access(Role.Admin)]
    [Operation(
        "Tell how far processing is behind what other systems deliver",
        Tag = "webhooks",
        Result = typeof(InboundLagView)
    )]
    public async Task<IResult> Lag(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhooks/lag")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var now = RequestState.Of(request.HttpContext).Now;
        return Api.Responses.Answers.Of(
            await admin.LagAsync(now, cancellationToken),
            InboundContractsJson.Wire.InboundLagView
        );
    }
}
