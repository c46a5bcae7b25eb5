using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Functions.Inbound;

namespace KoSales.Functions.InventorySync.Quarantine;

public sealed record ResolveQuarantine
{
    [Description(
        "The customer that is meant; one of the candidates or any other that the inventory system does not know yet."
    )]
    [StringLength(FieldLimits.Id, MinimumLength = 1)]
    public string? CustomerId { get; init; }

    [Description("It is none of those that are here: a new one is made.")]
    public bool? Create { get; init; }
}

[JsonSerializable(typeof(ResolveQuarantine))]
internal sealed partial class QuarantineJson : JsonSerializerContext;

public static class QuarantineLists
{
    /// <summary>Deliveries about customers that wait for a person.</summary>
    public static readonly ListSpec<InboundView> Waiting = InboundLists.Events with
    {
        Name = "customer-sync-quarantine",
        Base = Filter.AllOf(Filter.Eq("status", "quarantined"), Filter.Eq("source", "inventory")),
    };
}
