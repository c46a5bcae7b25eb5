using KoSales.Domain.Contacts;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Entities;
using KoSales.Functions.Related;

namespace KoSales.Functions.Contacts;

/// <summary>Contacts, as the shared use cases and lists know them.</summary>
public static class ContactSpecs
{
    /// <summary>Each sort has an index of its own.</summary>
    public static readonly ListSpec<ContactView> List = new()
    {
        Name = "contacts",
        Noun = "contact",
        Collection = ContactStore.Collection,
        Fields = ContactFields.Table.Asked,
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["updated_at"] = FieldType.Instant,
            ["display_name"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["display_name"] = "name_key" },
        Scope = HolderScope.Of,
        SeenByWork = new SeenByWork(EntityKind.Contact, "id"),
        MergedInto = "duplicate_of",
        CustomFieldsOf = "contact",
        OwnParameters = ["deleted"],
        Includes =
        [
            RelatedRecords.Owner,
            RelatedRecords.Pipeline,
            RelatedRecords.OpenTasksOfEntity,
            RelatedRecords.Lead,
            RelatedRecords.Customer,
            new Include("deals", "id", RelatedRecords.Deals, "contact_id"),
        ],
    };

    /// <summary>The deleted ones, for restoring.</summary>
    public static readonly ListSpec<ContactView> Deleted = List with
    {
        Name = "contacts-deleted",
        Base = Filter.Present("deleted_at"),
    };

    public static readonly EntitySpec<Contact> Entity = new()
    {
        Kind = EntityKind.Contact,
        Pipeline = PipelineKind.Contact,
        Collection = ContactStore.Collection,
        Fields = ContactFields.Table,
        List = List,
        StatusNames = WireNames<ContactStatus>.All,
        Open = Filter.AllOf(Filter.Eq("status", "active"), List.Base),
        Planning = new() { OpenStatuses = ["active"], KnownBy = ["customer_id"] },
    };

    public static readonly EntityLife<Contact> Life = new(Entity)
    {
        Decisions = ContactFields.Decisions,
        Blank = Contact.Blank(ContactId.Of("")),
        Numbered = async (contact, ids, cancellationToken) =>
            contact with
            {
                Id = await ids.NextAsync<ContactId>(cancellationToken),
            },
        References =
        [
            new("lead_id", EntityKind.Lead, c => c.LeadId),
            new("customer_id", EntityKind.Customer, c => c.CustomerId),
        ],
        Uniques =
        [
            new(
                ContactStore.PhoneIndex,
                c => Filter.Eq("phone_index", c.PhoneIndex!),
                DuplicatePhone
            ),
        ],
        NeedsFullName = true,
        PlaceOf = c => c.Address,
    };

    /// <param name="existing">Null for one that the caller does not see.</param>
    public static Fault DuplicatePhone(string? existing) =>
        existing is null
            ? Fault.Conflict(
                "contact.duplicate_phone",
                "A contact that you do not see has this phone; ask a manager."
            )
            : Fault.Conflict(
                "contact.duplicate_phone",
                $"The contact {existing} has this phone; change that one.",
                (Fault.ExistingId, existing)
            );
}
