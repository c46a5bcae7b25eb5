using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Inbound;
using KoSales.Domain.Webhooks;
using KoSales.Functions.Durable;
using KoSales.Functions.Inbound.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace KoSales.Functions.Inbound.Inventory;

/// <summary>What is read of a delivery before it is stored: members that it adds are passed
/// over.</summary>
public sealed record InventoryEnvelope
{
    public string? Type { get; init; }

    public InventoryEnvelopeData? Data { get; init; }
}

public sealed record InventoryEnvelopeData
{
    /// <summary>Of the customer that it is about.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Of the submitted order that it answers.</summary>
    public string? Reference { get; init; }
}

[JsonSerializable(typeof(InventoryEnvelope))]
internal sealed partial class InventoryEnvelopeJson : JsonSerializerContext
{
    public static readonly InventoryEnvelopeJson Wire = new(DocumentJson.NewOptions());
}

public sealed class InventoryWebhookFunctions(
    InventorySecrets secrets,
    InboundDesk desk,
    DurableClients clients
)
{
    private const int LongestType = 100;

    [Function("WebhooksInventory"), Public, Rate(RouteClass.Webhook), StreamedBody]
    [Operation(
        "Take a delivery of the inventory system",
        Tag = "webhooks",
        BodyType = "application/json",
        Result = typeof(WebhookAccepted),
        Status = 202,
        Description = "Signed as Standard Webhooks has it: webhook-id, webhook-timestamp, "
            + "webhook-signature. Answered once it is stored, and processed after. "
            + "order.confirmed and order.rejected answer orders by their reference. "
            + "A delivery that comes again does nothing more."
    )]
    public async Task<IResult> Inventory(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/webhooks/inventory")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        using var body = await RentedBody.ReadAsync(
            request,
            BodyLimitAttribute.Default,
            cancellationToken
        );
        var taken = await TakeAsync(request, body.Memory, cancellationToken);
        return Answers.Of(
            taken.OrRefuse(),
            InboundContractsJson.Wire.WebhookAccepted,
            StatusCodes.Status202Accepted
        );
    }

    [Function("WebhooksInventorySecrets"), Access(Role.Admin)]
    [Operation(
        "List the secrets of the inventory system's deliveries",
        Tag = "webhooks",
        Result = typeof(SecretsView),
        Description = "When they were made and when they end; never the secrets themselves."
    )]
    public async Task<IResult> Secrets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/webhooks/inventory/secrets")]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var now = RequestState.Of(request.HttpContext).Now;
        return Answers.Of(
            await secrets.ListAsync(now, cancellationToken),
            SecretContractsJson.Wire.SecretsView
        );
    }

    [Function("WebhooksInventoryRotate"), Access(Role.Admin), NotStored]
    [Operation(
        "Make a new secret for the inventory system's deliveries",
        Tag = "webhooks",
        Body = typeof(RotateSecret),
        Result = typeof(RotatedSecretView),
        Description = "It is shown this once. The former one stays in force for the grace, "
            + "and those of the settings as long as they stand there."
    )]
    public async Task<IResult> Rotate(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/webhooks/inventory/secrets/rotate"
        )]
            HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        Flags.AllowOnly(request);
        var call = new Call<RotatedSecretView>(
            request,
            view => Answers.Of(view, SecretContractsJson.Wire.RotatedSecretView)
        );
        var body = await call.OptionalBodyAsync<RotateSecret>(cancellationToken);
        var grace = body.GraceHours is { } hours ? Duration.FromHours(hours) : SigningSecrets.Grace;
        return call.Answer(await secrets.RotateAsync(grace, call.Command, cancellationToken));
    }

    private async Task<Verdict<WebhookAccepted>> TakeAsync(
        HttpRequest request,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        var headers = WebhookHeadersOf(request);
        var keys = await secrets.KeysAsync(state.Now, cancellationToken);
        if (StandardWebhook.Objection(headers, body.Span, keys, state.Now) is { } objection)
            return objection;
        if (Read(body.Span) is not { Type: { Length: > 0 and <= LongestType } type } envelope)
            return new Fault(
                FaultKind.Malformed,
                "webhook.unreadable",
                "The body is a JSON object with a type and data."
            );
        var lane = envelope.Data?.ExternalId ?? envelope.Data?.Reference;
        var arrival = new Arrival(InboundSources.Inventory, headers.Id!, type, lane, body);
        var command = new Command(Actor.System, state.Now, state.TraceId);
        return await desk.TakeAsync(arrival, command, cancellationToken);
    }

    private static InventoryEnvelope? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, InventoryEnvelopeJson.Wire.InventoryEnvelope);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static WebhookHeaders WebhookHeadersOf(HttpRequest request) =>
        new(
            request.Headers["webhook-id"],
            request.Headers["webhook-timestamp"],
            request.Headers["webhook-signature"]
        );
}
