using System.Collections.Frozen;

namespace KoSales.Domain.InventorySync;

/// <summary>Which members of a customer the inventory system owns. Sync never writes any
/// other.</summary>
public sealed class FieldOwnership
{
    /// <summary>Those that can be its own; tags, custom fields, owner and consent are always
    /// ours.</summary>
    public static readonly FrozenSet<string> Known = FrozenSet.Create(
        "name",
        "phone",
        "email",
        "gstin",
        "pan",
        "kind",
        "status",
        "billing_address",
        "shipping_addresses",
        "price_list",
        CreditLimit
    );

    /// <summary>Of <c>credit.limit</c>.</summary>
    public const string CreditLimit = "credit_limit";

    /// <summary>Everything but the kind, which sales say.</summary>
    public const string Usual =
        "name,phone,email,gstin,pan,status,billing_address,shipping_addresses,price_list,credit_limit";

    private readonly FrozenSet<string> _owned;

    private FieldOwnership(FrozenSet<string> owned) => _owned = owned;

    /// <summary>Null for a text that names a member which is none.</summary>
    /// <param name="text">Members separated by commas.</param>
    public static FieldOwnership? Read(string text)
    {
        string[] names = text.Split(
            ',',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
        return names.All(Known.Contains) ? new FieldOwnership(names.ToFrozenSet()) : null;
    }

    public bool Owns(string member) => _owned.Contains(member);
}
