using System.Text.Json;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Inbound.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Subscriptions;

public sealed class SubscriptionFunctions(
    SubscriptionDesk desk,
    Lists lists,
    Items items,
    Patches patches
)
{
    private const string Path = "webhook-subscriptions";

    internal static readonly ResourceAnswers<WebhookSubscription> Shown = new(
        Path,
        s =>
            JsonSerializer.SerializeToUtf8Bytes(
                SubscriptionView.Of(s),
                SubscriptionContractsJson.Wire.SubscriptionView
            ),
        Projection.For<SubscriptionView>()
    );

    [Function("WebhookSubscriptionsList"), Access(Role.Auditor)]
    [Operation(
        "List webhook subscriptions",
        Tag = Path,
        Result = typeof(SubscriptionView),
        List = Path
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhook-subscriptions")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) => await lists.AnswerAsync(SubscriptionLists.Subscriptions, request, cancellationToken);

    [Function("WebhookSubscriptionsGet"), Access(Role.Auditor)]
    [Operation(
        "Get a webhook subscription",
        Tag = Path,
        Picks = true,
        Result = typeof(SubscriptionView),
        Description = "With how it fares: deliveries, failures, and why it was disabled."
    )]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhook-subscriptions/{id}")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) => await items.GetAsync(SubscriptionLists.Subscriptions, id, request, cancellationToken);

    [Function("WebhookSubscriptionsCreate"), Access(Role.Admin), NotStored]
    [Operation(
        "Subscribe another system to events",
        Tag = Path,
        Body = typeof(CreateSubscription),
        Result = typeof(IssuedSecret),
        Status = 201,
        Description = "The secret that signs deliveries is in this answer and nowhere else."
    )]
    public async Task<IResult> Create(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/webhook-subscriptions")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<IssuedSecret>(request, Created);
        return call.Answer(
            await desk.SubscribeAsync(
                await call.BodyAsync<CreateSubscription>(cancellationToken),
                call.Command,
                cancellationToken
            )
        );
    }

    [Function("WebhookSubscriptionsPatch"), Access(Role.Admin)]
    [Operation(
        "Change, pause or resume a webhook subscription",
        Tag = Path,
        Body = typeof(EditSubscription),
        Result = typeof(SubscriptionView),
        Patch = true,
        Description = "event_types and filter are replaced as a whole."
    )]
    public async Task<IResult> Patch(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "patch",
            Route = "v1/webhook-subscriptions/{id}"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<WebhookSubscription>(request, Shown.Shown);
        var patch = await patches.ReadAsync<EditSubscription>(request, cancellationToken);
        return call.Answer(await desk.EditAsync(new(id, call.Command), patch, cancellationToken));
    }

    [Function("WebhookSubscriptionsDelete"), Access(Role.Admin)]
    [Operation(
        "Delete a webhook subscription",
        Tag = Path,
        Rehearses = true,
        Status = 204,
        Description = "What is under way is not sent any more."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "delete",
            Route = "v1/webhook-subscriptions/{id}"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<WebhookSubscription>(request, _ => Answer.NoContent);
        var about = new SubscriptionCall(id, call.Command)
        {
            IfMatch = IfMatches.Optional(request),
        };
        return call.Answer(await desk.DeleteAsync(about, cancellationToken));
    }

    [Function("WebhookSubscriptionsEnable"), Access(Role.Admin)]
    [Operation(
        "Enable a webhook subscription again",
        Tag = Path,
        Result = typeof(SubscriptionView),
        Description = "One that the app disabled, or that is paused. What was not sent can be replayed."
    )]
    public async Task<IResult> Enable(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhook-subscriptions/{id}/enable"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<WebhookSubscription>(request, Shown.Shown);
        return call.Answer(await desk.EnableAsync(new(id, call.Command), cancellationToken));
    }

    [Function("WebhookSubscriptionsRotate"), Access(Role.Admin), NotStored]
    [Operation(
        "Give a webhook subscription another secret",
        Tag = Path,
        Body = typeof(RotateSecret),
        Result = typeof(IssuedSecret),
        Description = "Until the grace is over, deliveries are signed with both. The body may be left out."
    )]
    public async Task<IResult> Rotate(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhook-subscriptions/{id}/rotate-secret"
        )]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<IssuedSecret>(request, Issued);
        var body = await call.OptionalBodyAsync<RotateSecret>(cancellationToken);
        return call.Answer(await desk.RotateAsync(new(id, call.Command), body, cancellationToken));
    }

    private static Answer Issued(IssuedSecret issued) =>
        Answers.Of(issued, SubscriptionContractsJson.Wire.IssuedSecret) with
        {
            ETag = ETags.Of(issued.Id.Value, issued.Version),
        };

    private static Answer Created(IssuedSecret issued) =>
        Issued(issued) with
        {
            Status = StatusCodes.Status201Created,
            Location = $"{Routes.Base}{Path}/{issued.Id}",
        };
}
