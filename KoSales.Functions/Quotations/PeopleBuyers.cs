using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Printing;
using KoSales.Functions.Customers;

namespace KoSales.Functions.Quotations;

/// <summary>Contacts, with the licences that their verified documents prove.</summary>
public sealed class ContactBuyers(IDocumentStore store) : IBuyerSource
{
    public EntityKind Kind => EntityKind.Contact;

    public async ValueTask<BuyerCard?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(ContactStore.Collection, id, cancellationToken)
            is { DeletedAt: null } contact
            ? new BuyerCard(
                WireNames<BuyerKind>.Of(contact.Kind),
                new PageParty(
                    contact.Company ?? contact.DisplayName,
                    LeadBuyers.LinesOf(contact.Address),
                    null,
                    null
                ),
                contact.Address,
                HeldBy([contact])
            )
            : null;

    /// <summary>Those that are verified and not rejected; whether they are valid on a day says their
    /// dates.</summary>
    internal static IReadOnlyList<HeldLicence> HeldBy(IEnumerable<PersonalEntity> people) =>
        Domain.Documents.Licences.Held(people.SelectMany(p => p.Licences));
}

/// <summary>Customers are named with their GSTIN, and hold what any of their contacts holds for
/// them.</summary>
public sealed class CustomerBuyers(IDocumentStore store, CustomerNumbers numbers) : IBuyerSource
{
    public EntityKind Kind => EntityKind.Customer;

    public async ValueTask<BuyerCard?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (
            await store.FindAsync(CustomerStore.Collection, id, cancellationToken)
            is not { DeletedAt: null } customer
        )
            return null;
        var contacts = await store.GetManyAsync(
            ContactStore.Collection,
            customer.ContactIds,
            cancellationToken
        );
        var gstin = await numbers.GstinAsync(id, cancellationToken);
        return new BuyerCard(
            WireNames<BuyerKind>.Of(customer.Kind),
            new PageParty(
                customer.Name,
                LinesOf(customer.BillingAddress),
                gstin?.Number,
                Contact: null
            ),
            customer.BillingAddress?.Place,
            ContactBuyers.HeldBy([
                customer,
                .. contacts.Select(ContactStore.Collection.Read).Where(c => c.DeletedAt is null),
            ])
        );
    }

    private static string[] LinesOf(BusinessAddress? address)
    {
        string?[] own = [address?.Line1, address?.Line2];
        return [.. own.OfType<string>(), .. LeadBuyers.LinesOf(address?.Place)];
    }
}
