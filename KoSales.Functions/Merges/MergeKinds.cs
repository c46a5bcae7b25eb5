using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Deals;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Merges;
using KoSales.Domain.Orders;
using KoSales.Functions.Contacts;
using KoSales.Functions.Customers;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Leads;

namespace KoSales.Functions.Merges;

/// <summary>What merges need to know of one kind of entity. Static, one per kind.</summary>
public sealed record MergeKind<T>(EntitySpec<T> Spec)
    where T : PersonalEntity
{
    public Merging<T> Decisions { get; } = new(Spec.Noun, Spec.Fields);

    /// <summary>Everything that points to one and is re-pointed.</summary>
    public required IReadOnlyList<EntityRelation> Relations { get; init; }

    /// <summary>Why these two are not to be merged, beside what holds for all kinds; null where they
    /// may.</summary>
    public required Func<T, T, Fault?> Objection { get; init; }

    public required string PincodeAt { get; init; }

    public required Func<T, string?> PincodeOf { get; init; }

    /// <summary>With what it shows of the records of a relation that are re-pointed to it.</summary>
    public Func<T, IReadOnlyCollection<string>, T> Gaining { get; init; } = (entity, _) => entity;

    /// <summary>Without that.</summary>
    public Func<T, IReadOnlyCollection<string>, T> Losing { get; init; } = (entity, _) => entity;

    /// <summary>What people write of its personal data.</summary>
    public IEnumerable<string> PersonalMembers =>
        PersonalPicks.Members.Where(m => Spec.Fields.Find(m)?.Writer is null);
}

/// <summary>The kinds that can be merged.</summary>
public static class MergeKinds
{
    private static readonly EntityRelation[] OfAll =
    [
        EntityRelation.TasksByHand,
        EntityRelation.OtherTasks,
        EntityRelation.Notes,
        EntityRelation.Calls,
        EntityRelation.Signals,
    ];

    public static readonly MergeKind<Lead> Leads = new(LeadLists.Entity)
    {
        Relations = [.. OfAll, Deals("lead_id"), Orders("lead_id"), ContactsBy("lead_id")],
        Objection = (survivor, loser) => Converted(survivor) ?? Converted(loser),
        PincodeAt = "address.pincode",
        PincodeOf = l => l.Address?.Pincode,
    };

    public static readonly MergeKind<Contact> Contacts = new(ContactSpecs.Entity)
    {
        Relations =
        [
            .. OfAll,
            Deals("contact_id"),
            Orders("contact_id"),
            LeadsBy("converted.contact_id"),
        ],
        Objection = (_, loser) => loser.Status == ContactStatus.Blocked ? Blocked(loser) : null,
        PincodeAt = "address.pincode",
        PincodeOf = c => c.Address?.Pincode,
    };

    public static readonly MergeKind<Customer> Customers = new(CustomerSpecs.Entity)
    {
        Relations =
        [
            .. OfAll,
            Deals("customer_id"),
            Orders("customer_id"),
            ContactsBy("customer_id"),
            LeadsBy("converted.customer_id"),
        ],
        Objection = (_, loser) => loser.ExternalId is null ? null : Known(loser),
        PincodeAt = "billing_address.pincode",
        PincodeOf = c => c.BillingAddress?.Pincode,
        Gaining = (customer, moved) =>
            customer with
            {
                ContactIds = [.. customer.ContactIds.Union(moved)],
            },
        Losing = (customer, moved) =>
            customer with
            {
                ContactIds = [.. customer.ContactIds.Except(moved)],
            },
    };

    private static EntityRelation Deals(string path) =>
        EntityRelation.Naming("deals", DealStore.Collection, path) with
        {
            Kind = EntityKind.Deal,
        };

    private static EntityRelation Orders(string path) =>
        EntityRelation.Naming("draft_orders", DraftOrderStore.Collection, path);

    private static EntityRelation ContactsBy(string path) =>
        EntityRelation.Naming("contacts", ContactStore.Collection, path) with
        {
            Kind = EntityKind.Contact,
        };

    private static EntityRelation LeadsBy(string path) =>
        EntityRelation.Naming("leads", LeadStore.Collection, path) with
        {
            Kind = EntityKind.Lead,
        };

    private static Fault? Converted(Lead lead) =>
        lead.Status == LeadStatus.Converted
            ? Fault.Conflict(
                "lead.status_forbids",
                $"{lead.Key} was converted; merge the contacts instead.",
                ("current_status", lead.StatusName)
            )
            : null;

    private static Fault Blocked(Contact contact) =>
        Fault.Conflict(
            "merge.loser_blocked",
            $"{contact.Key} is blocked, which would be lost; unblock it first, or merge the other way."
        );

    private static Fault Known(Customer customer) =>
        Fault.Conflict(
            "merge.loser_known_to_inventory",
            $"The inventory system knows {customer.Key} as {customer.ExternalId}; merge the other way, or there where it knows both."
        );
}
