using KoSales.Domain.Deals;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Domain.Orders;
using KoSales.Domain.Pii;
using KoSales.Domain.Places;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Printing;

namespace KoSales.Functions.Quotations.Buying;

/// <summary>Whom a deal sells to, as far as quotations and orders care.</summary>
/// <param name="Kind">As on the wire; licences depend on it. Empty when it is not known.</param>
/// <param name="Party">As the printed quotation names the buyer, but for a GSTIN: no personal data but the
/// shown name.</param>
/// <param name="Address">Where the buyer is; null when that is not known.</param>
/// <param name="Licences">Those that verified documents prove.</param>
public sealed record BuyerCard(
    string Kind,
    PageParty Party,
    BusinessAddress? Address,
    IReadOnlyList<HeldLicence> Licences
)
{
    public static readonly BuyerCard Unknown = new(
        "",
        new PageParty("The buyer", [], null, null),
        null,
        []
    );

    public bool IsKnown => Kind.Length > 0;

    /// <summary>The personal data with the buyer's GSTIN, which only the printed page needs; null where it
    /// shows none.</summary>
    public PiiId? GstinIn { get; init; }
}

/// <summary>Buyers of one kind of entity. Registered as a singleton.</summary>
public interface IBuyerSource
{
    EntityKind Kind { get; }

    /// <summary>Null when absent or deleted.</summary>
    ValueTask<BuyerCard?> FindAsync(string id, CancellationToken cancellationToken);
}

/// <summary>Says to whom a deal sells: its contact, else its customer, else the lead that it came
/// of.</summary>
public sealed class Buyers(IEnumerable<IBuyerSource> sources)
{
    public ValueTask<BuyerCard> OfAsync(Deal deal, CancellationToken cancellationToken) =>
        OfAsync(new Parties(deal.ContactId, deal.CustomerId, deal.LeadId), cancellationToken);

    /// <summary>Whom an order names, since that may have been corrected.</summary>
    public ValueTask<BuyerCard> OfAsync(DraftOrder order, CancellationToken cancellationToken) =>
        OfAsync(new Parties(order.ContactId, order.CustomerId, order.LeadId), cancellationToken);

    private async ValueTask<BuyerCard> OfAsync(Parties parties, CancellationToken cancellationToken)
    {
        EntityRef?[] named =
        [
            RefOf(EntityKind.Contact, parties.ContactId),
            RefOf(EntityKind.Customer, parties.CustomerId),
            RefOf(EntityKind.Lead, parties.LeadId),
        ];
        foreach (var entity in named.OfType<EntityRef>())
        {
            if (await FindAsync(entity, cancellationToken) is { } card)
                return card;
        }

        return BuyerCard.Unknown;
    }

    private async ValueTask<BuyerCard?> FindAsync(
        EntityRef entity,
        CancellationToken cancellationToken
    ) =>
        sources.FirstOrDefault(s => s.Kind == entity.Type) is { } source
            ? await source.FindAsync(entity.Id, cancellationToken)
            : null;

    private static EntityRef? RefOf(EntityKind kind, string? id) =>
        id is null ? null : new EntityRef(kind, id);

    private sealed record Parties(string? ContactId, string? CustomerId, string? LeadId);
}

/// <summary>Leads, with the licences that their verified documents prove.</summary>
public sealed class LeadBuyers(IDocumentStore store) : IBuyerSource
{
    public EntityKind Kind => EntityKind.Lead;

    public async ValueTask<BuyerCard?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.FindAsync(LeadStore.Collection, id, cancellationToken)
            is { DeletedAt: null } lead
            ? new BuyerCard(
                WireNames<BuyerKind>.Of(lead.Kind),
                new PageParty(
                    lead.BusinessName ?? lead.DisplayName,
                    LinesOf(lead.Address),
                    null,
                    null
                ),
                AddressOf(lead.Address),
                ContactBuyers.HeldBy([lead])
            )
            : null;

    internal static BusinessAddress? AddressOf(Locality? place) =>
        new BusinessAddress().At(place).OrNull();

    /// <summary>An address as quotations print it.</summary>
    internal static string[] LinesOf(Locality? address)
    {
        if (address is null)
            return [];
        var state = address.StateCode is { } code ? StateCodes.Names.GetValueOrDefault(code) : null;
        string?[] last = [state, address.Pincode];
        string?[] lines = [address.Village, address.District, Joined(last)];
        return [.. lines.OfType<string>()];
    }

    private static string? Joined(IEnumerable<string?> parts)
    {
        var given = string.Join(' ', parts.OfType<string>());
        return given.Length == 0 ? null : given;
    }
}
