using System.Globalization;
using System.Text.Json;
using KoSales.Domain.Inbound;
using KoSales.Domain.Signals.Sources;
using KoSales.Functions.Inbound;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.SignalSources.Webhooks;

/// <summary>Takes deliveries of signals: verified over the body as it came, stored, and processed
/// after.</summary>
public sealed class SignalWebhooks(
    SignalSourceCache sources,
    SignalVerification verification,
    InboundDesk desk
)
{
    /// <summary>As <see cref="InboundDelivery.Source"/>; the type of a delivery is the key of its
    /// source.</summary>
    public const string Inbound = "signals";

    private const int MaxDepth = 32;

    private static readonly Fault Unreadable = new(
        FaultKind.Malformed,
        "webhook.unreadable",
        "The body is a JSON object, or a form."
    );

    /// <summary>Accepted once it is durable; a form is stored as the JSON object that it stands for.</summary>
    public async Task<Verdict<WebhookAccepted>> TakeAsync(
        HttpRequest request,
        SignalAddress address,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        var state = RequestState.Of(request.HttpContext);
        if (await sources.FindAsync(address.Source, cancellationToken) is not { } source)
            return SignalVerification.Refused;
        var objection = verification.Objection(
            source,
            request,
            body.Span,
            address.Token,
            state.Now
        );
        if (objection is not null)
            return objection;
        if (await JsonOfAsync(request, body, cancellationToken) is not { } json)
            return Unreadable;
        var id = IdOf(source, request, body.Span, state);
        var arrival = new Arrival(
            Inbound,
            $"{source.SourceKey}.{id}",
            source.SourceKey,
            null,
            json
        );
        var command = new Command(Actor.System, state.Now, state.TraceId);
        var taken = await desk.TakeAsync(arrival, command, cancellationToken);
        return taken.IsRefused ? taken : new WebhookAccepted(id, taken.Value.Status);
    }

    /// <summary>Null for neither an object in JSON nor a form.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>?> JsonOfAsync(
        HttpRequest request,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken
    )
    {
        if (!request.HasFormContentType)
            return IsObject(body) ? body : default(ReadOnlyMemory<byte>?);
        return await FormBody.ReadAsync(body, cancellationToken) is { } form
            ? FormBody.ToJson(form)
            : default(ReadOnlyMemory<byte>?);
    }

    private static bool IsObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(
                body,
                new JsonDocumentOptions { MaxDepth = MaxDepth }
            );
            return json.RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The sender's; where it has none, the same body on the same day is the same
    /// delivery.</summary>
    private static string IdOf(
        SignalSource source,
        HttpRequest request,
        ReadOnlySpan<byte> body,
        RequestState state
    )
    {
        if (source.Scheme == SignalScheme.StandardWebhooks)
            return request.Headers["webhook-id"]!;
        var day = CompanyDay.Of(state.Now).ToString("uuuuMMdd", CultureInfo.InvariantCulture);
        return $"{DeliveryIds.Hash(body)[..32]}-{day}";
    }
}

/// <summary>Where a delivery was sent to.</summary>
/// <param name="Source">The key of a source.</param>
public sealed record SignalAddress(string Source, string? Token)
{
    /// <summary>Holds a secret.</summary>
    public override string ToString() => nameof(SignalAddress);
}
