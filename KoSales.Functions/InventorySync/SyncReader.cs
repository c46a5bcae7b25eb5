using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Domain.Customers;
using KoSales.Domain.Fields;
using KoSales.Domain.Inbound;
using KoSales.Domain.InventorySync;
using KoSales.Domain.Kernel.Amounts;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Functions.InventorySync;

/// <summary>What a delivery or a line says.</summary>
/// <param name="Data">The members of the customer as they came; they may hold personal
/// data.</param>
public sealed record SyncTold(SyncEvent Event, JsonObject Data)
{
    public override string ToString() => nameof(SyncTold);
}

/// <summary>Where something that is told comes from.</summary>
/// <param name="EventId">Of the delivery, or of the line of a file.</param>
/// <param name="ReceivedAt">Stands in for an instant that is not told.</param>
public sealed record SyncOrigin(string EventId, Instant ReceivedAt);

/// <summary>Reads what the inventory system tells of customers. Members that it adds are passed
/// over.</summary>
internal static class SyncReader
{
    private static readonly FrozenSet<string> Plain = FieldOwnership
        .Known.Where(m => m != FieldOwnership.CreditLimit)
        .ToFrozenSet();

    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
    };

    /// <summary>A delivery: type, version, occurred_at and data. Refused, each with its code, when
    /// it cannot be understood.</summary>
    public static Verdict<SyncTold> Read(ReadOnlySpan<byte> body, SyncOrigin origin)
    {
        if (Parse(body) is not { } told)
            return Unreadable("");
        if (Text(told["type"]) is not { } type || !SyncTypes.All.Contains(type))
            return Unreadable("/type");
        return told["data"] is JsonObject data ? Of(type, told, data, origin) : Unreadable("/data");
    }

    /// <summary>A line of a full re-sync: the customer with its version, as one object, or a
    /// delivery.</summary>
    public static Verdict<SyncTold> ReadLine(ReadOnlySpan<byte> line, SyncOrigin origin)
    {
        if (Parse(line) is not { } told)
            return Unreadable("");
        return told["data"] is JsonObject data
            ? Of(SyncTypes.Updated, told, data, origin)
            : Of(SyncTypes.Updated, told, told, origin);
    }

    private static Verdict<SyncTold> Of(
        string type,
        JsonObject told,
        JsonObject data,
        SyncOrigin origin
    )
    {
        var checks = new FieldChecks();
        var id = checks.Clear(
            Text(data["external_id"]),
            "/data/external_id",
            FieldLimits.Reference
        );
        if (checks.Faults.Count > 0)
            return Verdict<SyncTold>.Refuse(checks.Faults);
        if (id is null)
            return Unreadable("/data/external_id");
        var isMovement = type is SyncTypes.Ordered or SyncTypes.Paid;
        var version = Whole(told["version"]) ?? (isMovement ? 0 : null);
        if (version is not >= 0)
            return Unreadable("/version");
        if (data["status"] is { } status && !IsStatus(status))
            return Unreadable("/data/status");
        var at = Moment(told["occurred_at"]) ?? Moment(told["updated_at"]) ?? origin.ReceivedAt;
        var bare = new SyncEvent
        {
            Type = type,
            EventId = origin.EventId,
            ExternalId = id,
            Version = version.Value,
            OccurredAt = at,
            Orders = OrdersIn(data, at),
            Owed = OwedIn(data, at),
        };
        return type switch
        {
            SyncTypes.Deleted => new SyncTold(
                bare with
                {
                    Members = FrozenSet.Create("status"),
                    Status = "closed",
                },
                new JsonObject { ["status"] = "closed" }
            ),
            SyncTypes.Merged => Merged(bare, data),
            SyncTypes.Ordered or SyncTypes.Paid => Moved(bare, data),
            _ => new SyncTold(
                bare with
                {
                    Members = MembersIn(data),
                    Status = Text(data["status"]),
                },
                data
            ),
        };
    }

    private static bool IsStatus(JsonNode status) =>
        WireNames<CustomerStatus>.TryRead(Text(status) ?? "", out _);

    private static Verdict<SyncTold> Merged(SyncEvent bare, JsonObject data)
    {
        var into = Text(data["merged_into"]) ?? Text(data["survivor_external_id"]);
        return
            into is { Length: > 0 and <= FieldLimits.Reference }
            && into != bare.ExternalId
            && !PersonalTraces.Holds(into)
            ? new SyncTold(bare with { MergedInto = into }, new JsonObject())
            : Unreadable("/data/merged_into");
    }

    private static Verdict<SyncTold> Moved(SyncEvent bare, JsonObject data)
    {
        var isOrder = bare.Type == SyncTypes.Ordered;
        var number = Text(data[isOrder ? "order_id" : "payment_id"]);
        var amount = Amount(data["value"]) ?? Amount(data["amount"]) ?? Amount(data["total"]);
        if (number is not { Length: > 0 })
            return Unreadable(isOrder ? "/data/order_id" : "/data/payment_id");
        if (amount is not { } rupees)
            return Unreadable(isOrder ? "/data/value" : "/data/amount");
        var kind = isOrder ? MovementKind.Order : MovementKind.Payment;
        var movement = new CustomerMovement
        {
            Id = DeliveryIds.Of(WireNames<MovementKind>.Of(kind), number),
            ExternalId = bare.ExternalId,
            Kind = kind,
            Amount = rupees,
            At = bare.OccurredAt,
        };
        return new SyncTold(bare with { Movement = movement }, new JsonObject());
    }

    private static FrozenSet<string> MembersIn(JsonObject data)
    {
        var plain = data.Select(m => m.Key).Where(Plain.Contains);
        return data["credit"] is JsonObject credit && credit.ContainsKey("limit")
            ? plain.Append(FieldOwnership.CreditLimit).ToFrozenSet()
            : plain.ToFrozenSet();
    }

    private static OrderSum? OrdersIn(JsonObject data, Instant at) =>
        data["lifetime"] is JsonObject lifetime
        && Whole(lifetime["orders"]) is { } orders
        && orders is >= 0 and <= int.MaxValue
            ? new OrderSum(at, (int)orders, Amount(lifetime["value"]) ?? 0)
            {
                First = Moment(lifetime["first_order_at"]),
                Last = Moment(lifetime["last_order_at"]),
            }
            : null;

    private static OwedSum? OwedIn(JsonObject data, Instant at) =>
        data["credit"] is JsonObject credit && Amount(credit["outstanding"]) is { } owed
            ? new OwedSum(at, owed)
            : null;

    private static JsonObject? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonNode.Parse(text, null, Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text.Trim() : null;

    private static long? Whole(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    private static Instant? Moment(JsonNode? node) =>
        InstantConverter.TryRead(Text(node), out var at) ? at : null;

    /// <summary>Rupees as text, as a number, or as an amount of money.</summary>
    internal static decimal? Amount(JsonNode? node)
    {
        if (node is JsonObject money)
            return Text(money["currency"]) is null or Money.Currency
                ? Amount(money["value"])
                : null;
        var isRead =
            node is JsonValue value && value.TryGetValue<decimal>(out var number)
                ? true
                : decimal.TryParse(
                    Text(node),
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out number
                );
        return isRead && number is >= 0 and <= Money.Most ? Paise.Round(number) : null;
    }

    private static Fault Unreadable(string pointer) =>
        Fault.Invalid(
            pointer,
            "customer_sync.unreadable",
            "This is missing, or not as the inventory system is to tell it."
        );
}
