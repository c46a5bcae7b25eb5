using System.Text;
using KoSales.Functions.Durable;
using KoSales.Functions.Inbound;
using KoSales.Functions.SignalSources.Forms;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.SignalSources.Webhooks;

public sealed class SignalWebhookFunctions(
    SignalWebhooks webhooks,
    SignalSourceCache sources,
    SignalVerification verification,
    SignalForms forms,
    DurableClients clients
)
{
    private const int LongestChallenge = 200;

    [Function("WebhooksSignals"), Public, Rate(RouteClass.Webhook), StreamedBody]
    [Operation(
        "Take a signed delivery of signals",
        Tag = "webhooks",
        BodyType = "application/json",
        Result = typeof(WebhookAccepted),
        Status = 202,
        Description = "Signed as the source says: webhook-id, webhook-timestamp and webhook-signature "
            + "(Standard Webhooks), or sha256= and the hex HMAC of the body in a header. Answered once "
            + "it is stored, and processed after; a delivery that comes again does nothing more."
    )]
    public async Task<IResult> Signed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/webhooks/signals/{source}")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string source,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return await TakeAsync(request, new SignalAddress(source, null), cancellationToken);
    }

    [Function("WebhooksSignalsByToken"), Public, Rate(RouteClass.Webhook), StreamedBody]
    [Operation(
        "Take a delivery of signals of a sender that cannot sign",
        Tag = "webhooks",
        BodyType = "application/json",
        Result = typeof(WebhookAccepted),
        Status = 202,
        Description = "The token at the end of the path is the secret. JSON, or a posted form; a browser is answered with a page."
    )]
    public async Task<IResult> ByToken(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhooks/signals/{source}/{token}"
        )]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string source,
        string token,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        var address = new SignalAddress(source, token);
        return SignalForms.IsOfBrowser(request)
            ? await forms.TakeAsync(request, address, cancellationToken)
            : await TakeAsync(request, address, cancellationToken);
    }

    [Function("WebhooksSignalsVerify"), Public, Rate(RouteClass.Auth)]
    [Operation(
        "Answer the challenge with which Meta verifies an address",
        Tag = "webhooks",
        ResultType = "text/plain",
        Query = ["hub.mode", "hub.challenge", "hub.verify_token"]
    )]
    public async Task<IResult> Verify(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhooks/signals/{source}")]
            HttpRequest request,
        string source,
        CancellationToken cancellationToken
    )
    {
        var challenge = request.Query["hub.challenge"].ToString();
        var isGood =
            await sources.FindAsync(source, cancellationToken) is { Active: true } found
            && request.Query["hub.mode"] == "subscribe"
            && challenge.Length is > 0 and <= LongestChallenge
            && challenge.All(char.IsAsciiLetterOrDigit)
            && verification.IsVerifyToken(found, request.Query["hub.verify_token"].ToString());
        if (!isGood)
            throw new RefusalException(SignalVerification.Refused);
        return new Answer(StatusCodes.Status200OK, Encoding.ASCII.GetBytes(challenge))
        {
            ContentType = "text/plain; charset=utf-8",
        };
    }

    private async Task<Answer> TakeAsync(
        HttpRequest request,
        SignalAddress address,
        CancellationToken cancellationToken
    )
    {
        using var body = await RentedBody.ReadAsync(
            request,
            BodyLimitAttribute.Default,
            cancellationToken
        );
        var taken = await webhooks.TakeAsync(request, address, body.Memory, cancellationToken);
        return Answers.Of(
            taken.OrRefuse(),
            InboundContractsJson.Wire.WebhookAccepted,
            StatusCodes.Status202Accepted
        );
    }
}
