using KoSales.Domain.Customers;
using KoSales.Functions.Entities;
using KoSales.Functions.Related;

namespace KoSales.Functions.Customers;

/// <summary>Customers, as the shared use cases and lists know them.</summary>
public static class CustomerSpecs
{
    /// <summary>Each sort has an index of its own.</summary>
    public static readonly ListSpec<CustomerView> List = new()
    {
        Name = "customers",
        Noun = "customer",
        Collection = CustomerStore.Collection,
        Fields = CustomerFields.Table.Asked,
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
            ["name"] = FieldType.Text,
            ["lifetime_inr"] = FieldType.Number,
            ["lifetime.last_order_at"] = FieldType.Instant,
        },
        SortedBy = new Dictionary<string, string> { ["name"] = "name_key" },
        Scope = HolderScope.Of,
        SeenByWork = new SeenByWork(EntityKind.Customer, "id"),
        MergedInto = "duplicate_of",
        CustomFieldsOf = "customer",
        OwnParameters = ["deleted"],
        Includes =
        [
            RelatedRecords.Owner,
            RelatedRecords.OpenTasksOfEntity,
            new Include("contacts", "id", RelatedRecords.Contacts, "customer_id"),
            new Include("deals", "id", RelatedRecords.Deals, "customer_id"),
        ],
    };

    /// <summary>The deleted ones, for restoring.</summary>
    public static readonly ListSpec<CustomerView> Deleted = List with
    {
        Name = "customers-deleted",
        Base = Filter.Present("deleted_at"),
    };

    public static readonly EntitySpec<Customer> Entity = new()
    {
        Kind = EntityKind.Customer,
        Collection = CustomerStore.Collection,
        Fields = CustomerFields.Table,
        List = List,
        StatusNames = WireNames<CustomerStatus>.All,
        Open = Filter.AllOf(Filter.In("status", ["active", "on_hold"]), List.Base),
        Planning = new() { OpenStatuses = ["active", "on_hold"], KnownBy = ["gstin_index"] },
    };

    public static readonly EntityLife<Customer> Life = new(Entity)
    {
        Decisions = CustomerFields.Decisions,
        Blank = Customer.Blank(CustomerId.Of("")),
        Numbered = async (customer, ids, cancellationToken) =>
            customer with
            {
                Id = await ids.NextAsync<CustomerId>(cancellationToken),
            },
        Uniques =
        [
            new(
                CustomerStore.ExternalIdIndex,
                c => Filter.Eq("external_id", c.ExternalId!),
                DuplicateExternalId
            ),
        ],
        PlaceOf = c => c.BillingAddress?.Place,
        PlaceAt = "billing_address",
    };

    /// <param name="existing">Null for one that the caller does not see.</param>
    public static Fault DuplicateExternalId(string? existing) =>
        existing is null
            ? Fault.Conflict(
                "customer.duplicate_external_id",
                "A customer that you do not see has this external_id; ask a manager."
            )
            : Fault.Conflict(
                "customer.duplicate_external_id",
                $"The customer {existing} has this external_id; change that one.",
                (Fault.ExistingId, existing)
            );
}
