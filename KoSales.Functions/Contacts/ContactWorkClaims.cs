using KoSales.Domain.Assignment;
using KoSales.Domain.Contacts;
using KoSales.Domain.Deals;
using KoSales.Domain.Leads;
using KoSales.Functions.Agents;
using KoSales.Functions.Assignment;
using KoSales.Functions.Deals;

namespace KoSales.Functions.Contacts;

/// <summary>Who works with a contact: its open deals, the open lead that it came of, and the open lead that
/// has its phone.</summary>
public sealed class ContactWorkClaims(IDocumentStore store, Availability availability) : IWorkClaims
{
    private const int MostDealsPerContact = 200;

    public EntityKind Kind => EntityKind.Contact;

    public async ValueTask<ILookup<string, WorkClaim>> OfAsync(
        Cascading cascading,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        var contacts = (await store.GetManyAsync(ContactStore.Collection, ids, cancellationToken))
            .Select(ContactStore.Collection.Read)
            .ToList();
        var handed = new Handed(cascading);
        Claimed[] claims =
        [
            .. await DealsAsync(ids, handed, cancellationToken),
            .. await LeadsAsync(contacts, handed, cancellationToken),
        ];
        var idle = await availability.WhyNotAsync(
            claims.Select(c => c.Claim.Holder.OwnerId).Where(id => !handed.IsGiven(id)),
            cascading.Command.Now,
            cancellationToken
        );
        return claims
            .Where(c =>
                c.Claim.Holder.OwnerId is { } owner && !idle.ContainsKey(owner)
                || handed.Has(c.Claim.By)
            )
            .ToLookup(c => c.Contact, c => c.Claim);
    }

    private async ValueTask<IEnumerable<Claimed>> DealsAsync(
        IReadOnlyCollection<string> contacts,
        Handed handed,
        CancellationToken cancellationToken
    )
    {
        var open = Filter.AllOf(
            Filter.Present("contact_id"),
            Filter.In("contact_id", contacts),
            DealSpecs.Entity.Open
        );
        var query = new Query(DealStore.Collection, open)
        {
            Limit = MostDealsPerContact * contacts.Count,
        };
        return (await store.ListAsync(DealStore.Collection, query, cancellationToken)).Select(
            d => new Claimed(d.ContactId!, ClaimOf(d, handed))
        );
    }

    private async ValueTask<IEnumerable<Claimed>> LeadsAsync(
        IReadOnlyList<Contact> contacts,
        Handed handed,
        CancellationToken cancellationToken
    )
    {
        var phones = contacts
            .Where(c => c.PhoneIndex is not null)
            .ToLookup(c => c.PhoneIndex!, c => c.Key);
        var origins = contacts
            .Where(c => c.LeadId is not null)
            .ToLookup(c => c.LeadId!, c => c.Key);
        var same = Filter.AllOf(
            Filter.In("phone_index", phones.Select(p => p.Key)),
            Filter.Eq("status", "open"),
            LeadStore.Alive
        );
        var known = await store.GetManyAsync(
            LeadStore.Collection,
            [.. origins.Select(o => o.Key)],
            cancellationToken
        );
        IReadOnlyList<Lead> alike =
            phones.Count == 0
                ? []
                : await store.ListAsync(
                    LeadStore.Collection,
                    new Query(LeadStore.Collection, same),
                    cancellationToken
                );
        return known
            .Select(LeadStore.Collection.Read)
            .Concat(alike)
            .Where(l => l is { IsOpen: true, DeletedAt: null })
            .DistinctBy(l => l.Key)
            .SelectMany(l =>
                origins[l.Key]
                    .Union(l.PhoneIndex is { } phone ? phones[phone] : [])
                    .Select(contact => new Claimed(contact, ClaimOf(l, handed)))
            );
    }

    private static WorkClaim ClaimOf(Deal deal, Handed handed) =>
        new(deal.Ref, handed.HolderOf(deal), deal.CreatedAt)
        {
            LeadId = deal.LeadId,
            Amount = deal.AmountInr,
        };

    private static WorkClaim ClaimOf(Lead lead, Handed handed) =>
        new(lead.Ref, handed.HolderOf(lead), lead.CreatedAt)
        {
            LeadId = lead.Key,
            LastContactedAt = lead.LastContactedAt,
        };

    private sealed record Claimed(string Contact, WorkClaim Claim);

    /// <summary>What the hand-overs themselves do to leads and their deals.</summary>
    private sealed class Handed(Cascading cascading)
    {
        private readonly Dictionary<string, Handover> _leads =
            cascading.Kind == EntityKind.Lead ? cascading.Handovers.ToDictionary(h => h.Id) : [];

        public bool Has(EntityRef entity) =>
            entity.Type == EntityKind.Lead && _leads.ContainsKey(entity.Id);

        /// <summary>Whoever checked the hand-overs has looked at these.</summary>
        public bool IsGiven(string? agent) => _leads.Values.Any(h => h.To.OwnerId == agent);

        public Holder HolderOf(Lead lead) =>
            _leads.TryGetValue(lead.Key, out var handover)
                ? handover.To
                : new Holder(lead.OwnerId, lead.TeamId);

        public Holder HolderOf(Deal deal)
        {
            var holder = new Holder(deal.OwnerId, deal.TeamId);
            if (deal.LeadId is not { } lead || !_leads.TryGetValue(lead, out var handover))
                return holder;
            var policy = cascading.Policies.Of(
                DealSpecs.List.Name,
                RelationPolicy.TransferIfOldOwners
            );
            return policy.Destination(holder, isLent: false, handover) ?? holder;
        }
    }
}
