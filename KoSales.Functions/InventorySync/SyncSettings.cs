using KoSales.Domain.Entities.Personal;
using KoSales.Domain.InventorySync;

namespace KoSales.Functions.InventorySync;

/// <summary>Section <c>KoSales:CustomerSync</c>: what the inventory system says of
/// customers.</summary>
public sealed class SyncSettings
{
    public const string Section = "KoSales:CustomerSync";

    /// <summary>Members that the inventory system owns, separated by commas; sync never writes any
    /// other.</summary>
    public string Owned { get; set; } = FieldOwnership.Usual;

    /// <summary>What a customer is whom the inventory system brings, until somebody says
    /// otherwise.</summary>
    public BuyerKind NewKind { get; set; } = BuyerKind.Dealer;

    internal FieldOwnership Ownership => FieldOwnership.Read(Owned)!;

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        FieldOwnership.Read(Owned) is null
            ? $"{Section}:{nameof(Owned)} names a member that is none of {string.Join(", ", FieldOwnership.Known.Order())}."
            : null;
}
