using KoSales.Domain.Entities.Personal;

namespace KoSales.Domain.Contacts;

/// <summary>The collection and its indexes.</summary>
public static class ContactStore
{
    /// <summary>Refuses a second living contact with the same primary phone.</summary>
    public const string PhoneIndex = "contacts_phone";

    private static readonly Filter Alive = Filter.Missing("deleted_at");

    public static readonly Collection<Contact> Collection = new(
        "contacts",
        () => new ContactJson(DocumentJson.NewOptions()).Contact,
        new IndexSpec(PhoneIndex, "phone_index")
        {
            Unique = true,
            Where = Filter.AllOf(Filter.Present("phone_index"), Alive),
        },
        new IndexSpec("contacts_owner_status_updated", "owner_id", "status", "-updated_at")
        {
            Where = Filter.Present("owner_id"),
        },
        new IndexSpec("contacts_team_created", "team_id", "-created_at"),
        new IndexSpec("contacts_stage_updated", "stage", "-updated_at"),
        new IndexSpec("contacts_stage_created", "stage", "-created_at"),
        new IndexSpec("contacts_state_created", "address.state_code", "-created_at"),
        new IndexSpec("contacts_lead", "lead_id") { Where = Filter.Present("lead_id") },
        new IndexSpec("contacts_customer", "customer_id") { Where = Filter.Present("customer_id") },
        new IndexSpec("contacts_pincode", "address.pincode")
        {
            Where = Filter.Present("address.pincode"),
        },
        new IndexSpec("contacts_tags", "tags") { Multikey = true },
        new IndexSpec("contacts_name_key", "name_key"),
        new IndexSpec("contacts_name_words", "name_index") { Multikey = true },
        new IndexSpec("contacts_created", "-created_at"),
        new IndexSpec("contacts_updated", "-updated_at")
    );
}

/// <summary>What contacts keep of personal data.</summary>
public sealed class ContactPersonalCopies()
    : PersonalCopies(EntityKind.Contact, ContactStore.Collection)
{
    protected override IReadOnlyDictionary<string, string?> Own { get; } =
        new Dictionary<string, string?>
        {
            ["company"] = null,
            ["designation"] = null,
            ["address.village"] = null,
            ["address.pincode"] = null,
        };
}
