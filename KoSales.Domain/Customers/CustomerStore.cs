using KoSales.Domain.Entities.Personal;

namespace KoSales.Domain.Customers;

/// <summary>The collection and its indexes.</summary>
public static class CustomerStore
{
    /// <summary>Refuses the same id of the inventory system twice.</summary>
    public const string ExternalIdIndex = "customers_external_id";

    private static readonly Filter Alive = Filter.Missing("deleted_at");

    public static readonly Collection<Customer> Collection = new(
        "customers",
        () => new CustomerJson(DocumentJson.NewOptions()).Customer,
        new IndexSpec(ExternalIdIndex, "external_id")
        {
            Unique = true,
            Where = Filter.AllOf(Filter.Present("external_id"), Alive),
        },
        new IndexSpec("customers_gstin", "gstin_index") { Where = Filter.Present("gstin_index") },
        new IndexSpec("customers_owner_status_updated", "owner_id", "status", "-updated_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("customers_team_created", "team_id", "-created_at"),
        new IndexSpec("customers_last_order", "-lifetime.last_order_at"),
        new IndexSpec("customers_lifetime", "-lifetime_inr"),
        new IndexSpec("customers_pincode", "billing_address.pincode")
        {
            Where = Filter.Present("billing_address.pincode"),
        },
        new IndexSpec("customers_tags", "tags") { Multikey = true },
        new IndexSpec("customers_name_key", "name_key"),
        new IndexSpec("customers_name_words", "name_index") { Multikey = true },
        new IndexSpec("customers_created", "-created_at"),
        new IndexSpec("customers_updated", "-updated_at")
    );
}

/// <summary>What customers keep of personal data. The name goes too: it may be a person's.</summary>
public sealed class CustomerPersonalCopies()
    : PersonalCopies(EntityKind.Customer, CustomerStore.Collection)
{
    protected override IReadOnlyDictionary<string, string?> Own { get; } =
        new Dictionary<string, string?>
        {
            ["name"] = Quoted(Pii.Names.DisplayNames.Erased),
            ["gstin_masked"] = null,
            ["pan_masked"] = null,
            ["billing_address"] = null,
            ["shipping_addresses"] = "[]",
        };
}
