using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Printing;

namespace KoSales.Functions.Quotations.Buying;

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
                LeadBuyers.AddressOf(contact.Address),
                HeldBy([contact])
            )
            : null;

    /// <summary>Those that are verified and not rejected; whether they are valid on a day says their
    /// dates.</summary>
    internal static IReadOnlyList<HeldLicence> HeldBy(IEnumerable<PersonalEntity> people) =>
        Domain.Documents.Licences.Held(people.SelectMany(p => p.Licences));
}

/// <summary>Customers are printed with their GSTIN, and hold what any of their contacts holds for
/// them.</summary>
public sealed class CustomerBuyers(IDocumentStore store) : IBuyerSource
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
        return new BuyerCard(
            WireNames<BuyerKind>.Of(customer.Kind),
            new PageParty(customer.Name, LinesOf(customer.BillingAddress), null, Contact: null),
            customer.BillingAddress,
            ContactBuyers.HeldBy([
                customer,
                .. contacts.Select(ContactStore.Collection.Read).Where(c => c.DeletedAt is null),
            ])
        )
        {
            GstinIn = customer.GstinIndex is null ? null : PiiId.Of(customer.PiiId),
        };
    }

    private static string[] LinesOf(BusinessAddress? address)
    {
        string?[] own = [address?.Line1, address?.Line2];
        return [.. own.OfType<string>(), .. LeadBuyers.LinesOf(address?.Place)];
    }
}
