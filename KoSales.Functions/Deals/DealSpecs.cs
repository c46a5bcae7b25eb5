using KoSales.Domain.Deals;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities;
using KoSales.Functions.Related;

namespace KoSales.Functions.Deals;

/// <summary>Deals, as the shared use cases and lists know them.</summary>
public static class DealSpecs
{
    /// <summary>Each sort has an index of its own.</summary>
    public static readonly ListSpec<DealView> List = new()
    {
        Name = "deals",
        Noun = "deal",
        Collection = DealStore.Collection,
        Fields = DealFields.Table.Asked,
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
            ["expected_close_on"] = FieldType.Date,
            ["amount_inr"] = FieldType.Number,
            ["title"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["title"] = "name_key" },
        Scope = HolderScope.Of,
        SeenByWork = new SeenByWork(EntityKind.Deal, "id"),
        CustomFieldsOf = "deal",
        OwnParameters = ["deleted"],
        Includes =
        [
            RelatedRecords.Owner,
            RelatedRecords.Pipeline,
            RelatedRecords.OpenTasksOfEntity,
            RelatedRecords.Lead,
            RelatedRecords.Contact,
            RelatedRecords.Customer,
        ],
    };

    /// <summary>The deleted ones, for restoring.</summary>
    public static readonly ListSpec<DealView> Deleted = List with
    {
        Name = "deals-deleted",
        Base = Filter.Present("deleted_at"),
    };

    public static readonly EntitySpec<Deal> Entity = new()
    {
        Kind = EntityKind.Deal,
        Pipeline = PipelineKind.Deal,
        Collection = DealStore.Collection,
        Fields = DealFields.Table,
        List = List,
        StatusNames = WireNames<DealStatus>.All,
        Open = Filter.AllOf(Filter.Eq("status", "open"), List.Base),
        AmountPath = "amount_inr",
        Planning = new() { KnownBy = ["customer_id", "contact_id", "lead_id"] },
    };

    public static readonly EntityLife<Deal> Life = new(Entity)
    {
        Decisions = DealFields.Decisions,
        Blank = Deal.Blank(DealId.Of("")),
        Numbered = async (deal, ids, cancellationToken) =>
            deal with
            {
                Id = await ids.NextAsync<DealId>(cancellationToken),
            },
        References =
        [
            new("lead_id", EntityKind.Lead, d => d.LeadId),
            new("contact_id", EntityKind.Contact, d => d.ContactId),
            new("customer_id", EntityKind.Customer, d => d.CustomerId),
        ],
        Uniques =
        [
            new(
                DealStore.ExternalRefIndex,
                d => Filter.Eq("external_ref", d.ExternalRef!),
                DuplicateRef
            ),
        ],
    };

    /// <param name="existing">Null for one that the caller does not see.</param>
    public static Fault DuplicateRef(string? existing) =>
        existing is null
            ? Fault.Conflict(
                "deal.duplicate_ref",
                "A deal that you do not see has this external_ref; ask a manager."
            )
            : Fault.Conflict(
                "deal.duplicate_ref",
                $"The deal {existing} has this external_ref; change that one.",
                (Fault.ExistingId, existing)
            );
}
