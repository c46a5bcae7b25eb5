using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.InventorySync;

[JsonConverter(typeof(JsonStringEnumConverter<MovementKind>))]
public enum MovementKind
{
    [JsonStringEnumMemberName("order")]
    Order,

    [JsonStringEnumMemberName("payment")]
    Payment,
}

/// <summary>An order or a payment that was told: each counts once, however often and by whichever
/// deliveries it comes.</summary>
public sealed record CustomerMovement : Document
{
    public static readonly Collection<CustomerMovement> Collection = new(
        "customer_movements",
        () => new CustomerMovementJson(DocumentJson.NewOptions()).CustomerMovement,
        new IndexSpec("customer_movements_account", "external_id", "at")
    );

    /// <summary><c>order:</c> or <c>payment:</c> and the inventory system's number.</summary>
    public required string Id { get; init; }

    /// <summary>Of the account.</summary>
    public required string ExternalId { get; init; }

    public required MovementKind Kind { get; init; }

    /// <summary>Rupees.</summary>
    public required decimal Amount { get; init; }

    public required Instant At { get; init; }

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>What it adds to what is owed, in rupees.</summary>
    [JsonIgnore]
    public decimal Owed => Kind == MovementKind.Order ? Amount : -Amount;
}

[JsonSerializable(typeof(CustomerMovement))]
internal sealed partial class CustomerMovementJson : JsonSerializerContext;
