using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Orders;
using KoSales.Domain.Places;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Orders.Submitting;

/// <summary>What the inventory system says of an order.</summary>
public enum InventorySays
{
    /// <summary>It has the order and has yet to decide.</summary>
    Received,

    Confirmed,

    /// <summary>It does not take it as it is.</summary>
    Rejected,

    /// <summary>It says nothing: the order may have arrived or not.</summary>
    Nothing,
}

/// <param name="OrderId">Its own; null for <see cref="InventorySays.Nothing"/>.</param>
/// <param name="Reason">Of a rejection, or what stood in the way; without personal data.</param>
public sealed record InventoryAnswer(InventorySays Says, string? OrderId, string? Reason)
{
    public static InventoryAnswer None(string reason) => new(InventorySays.Nothing, null, reason);
}

/// <summary>The inventory system. Neither method throws for what goes wrong over there.</summary>
public interface IInventory
{
    /// <summary>Repeated with the order's key it answers as it did the first time.</summary>
    Task<InventoryAnswer> SubmitAsync(DraftOrder order, CancellationToken cancellationToken);

    Task<InventoryAnswer> AskAsync(string inventoryOrderId, CancellationToken cancellationToken);
}

/// <summary>Over HTTP, as docs/inventory-api.md says.</summary>
public sealed class HttpInventory(IOptions<InventorySettings> settings, TimeProvider time)
    : IInventory,
        IDisposable
{
    private const int MostAnswerBytes = 64 * 1024;
    private const int LongestReason = 200;

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }
    )
    {
        Timeout = settings.Value.Timeout,
        MaxResponseContentBufferSize = MostAnswerBytes,
    };

    private readonly Lock _lock = new();
    private InventoryCircuit _circuit = InventoryCircuit.Closed;

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public Task<InventoryAnswer> SubmitAsync(
        DraftOrder order,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            address =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "orders"))
                {
                    Content = JsonContent.Create(
                        InventoryOrder.Of(order),
                        InventoryJson.Wire.InventoryOrder
                    ),
                };
                request.Headers.Add("Idempotency-Key", order.IdempotencyKey);
                return request;
            },
            cancellationToken
        );

    public Task<InventoryAnswer> AskAsync(
        string inventoryOrderId,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            address => new HttpRequestMessage(
                HttpMethod.Get,
                new Uri(address, "orders/" + Uri.EscapeDataString(inventoryOrderId))
            ),
            cancellationToken
        );

    public void Dispose() => _http.Dispose();

    private async Task<InventoryAnswer> CallAsync(
        Func<Uri, HttpRequestMessage> make,
        CancellationToken cancellationToken
    )
    {
        if (settings.Value.BaseUrl.Length == 0)
            return InventoryAnswer.None("inventory.not_configured");
        if (!Circuit().Allows(Now))
            return InventoryAnswer.None("inventory.circuit_open");
        using var request = make(new Uri(settings.Value.BaseUrl.TrimEnd('/') + "/"));
        if (settings.Value.ApiKey.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                settings.Value.ApiKey
            );
        var answer = await AnswerAsync(request, cancellationToken);
        Learn(answer);
        return answer;
    }

    private async Task<InventoryAnswer> AnswerAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return await ReadAsync(response, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return InventoryAnswer.None("inventory.timeout");
        }
        catch (HttpRequestException)
        {
            return InventoryAnswer.None("inventory.unreachable");
        }
        catch (System.Text.Json.JsonException)
        {
            return InventoryAnswer.None("inventory.unreadable");
        }
    }

    private static async Task<InventoryAnswer> ReadAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            var refused = await response.Content.ReadFromJsonAsync(
                InventoryJson.Wire.InventoryReply,
                cancellationToken
            );
            return new InventoryAnswer(InventorySays.Rejected, null, ReasonOf(refused));
        }

        if (!response.IsSuccessStatusCode)
            return InventoryAnswer.None($"inventory.http_{(int)response.StatusCode}");
        var reply = await response.Content.ReadFromJsonAsync(
            InventoryJson.Wire.InventoryReply,
            cancellationToken
        );
        return reply is { OrderId: { Length: > 0 and <= 100 } id }
            ? new InventoryAnswer(SaysOf(reply.Status), id, ReasonOf(reply))
            : InventoryAnswer.None("inventory.unreadable");
    }

    private static InventorySays SaysOf(string? status) =>
        status switch
        {
            "confirmed" => InventorySays.Confirmed,
            "rejected" => InventorySays.Rejected,
            _ => InventorySays.Received,
        };

    /// <summary>What others wrote: short, and without anybody's number.</summary>
    internal static string ReasonOf(InventoryReply? reply)
    {
        var text = MaskedText.Of(reply?.Reason ?? "", "/reason").Text.Trim();
        if (text.Length == 0)
            return "inventory.no_reason";
        return text.Length > LongestReason ? text[..LongestReason] : text;
    }

    private InventoryCircuit Circuit()
    {
        lock (_lock)
            return _circuit;
    }

    private void Learn(InventoryAnswer answer)
    {
        lock (_lock)
            _circuit =
                answer.Says == InventorySays.Nothing
                    ? _circuit.AfterFailure(Now)
                    : InventoryCircuit.Closed;
    }
}

/// <summary>An order as the inventory system takes it. Quantities and amounts are texts.</summary>
public sealed record InventoryOrder
{
    /// <summary>The idempotency key again, by which its answers name the order.</summary>
    public required string Reference { get; init; }

    public required string DraftOrderId { get; init; }

    public required OrderedQuotation Quotation { get; init; }

    public string? CustomerId { get; init; }

    public string? ContactId { get; init; }

    public required string PlaceOfSupply { get; init; }

    public BusinessAddress? ShippingAddress { get; init; }

    public required IReadOnlyList<QuotationItemView> Items { get; init; }

    public required QuotationTotalsView Totals { get; init; }

    public static InventoryOrder Of(DraftOrder order) =>
        new()
        {
            Reference = order.IdempotencyKey,
            DraftOrderId = order.Key,
            Quotation = order.Quotation,
            CustomerId = order.CustomerId,
            ContactId = order.ContactId,
            PlaceOfSupply = order.PlaceOfSupply,
            ShippingAddress = order.ShippingAddress,
            Items = [.. order.Items.Select(OrderLines.Item)],
            Totals = OrderLines.Totals(order.Totals),
        };
}

/// <summary>What the inventory system answers; members that it adds are passed over.</summary>
public sealed record InventoryReply
{
    public string? OrderId { get; init; }

    /// <summary><c>received</c>, <c>confirmed</c> or <c>rejected</c>.</summary>
    public string? Status { get; init; }

    public string? Reason { get; init; }
}

[JsonSerializable(typeof(InventoryOrder))]
[JsonSerializable(typeof(InventoryReply))]
internal sealed partial class InventoryJson : JsonSerializerContext
{
    public static readonly InventoryJson Wire = new(DocumentJson.NewOptions());
}
