using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Leads.Intake;

/// <summary>What a unique index would say about a chunk of drafts: the leads that are there already, by the
/// three natural keys.</summary>
internal sealed class KnownLeads
{
    private readonly Dictionary<string, LeadId> _origins = [];
    private readonly Dictionary<string, LeadId> _phones = [];
    private readonly Dictionary<(SourceChannel, string), LeadId> _references = [];
    private readonly HashSet<LeadId> _unseen = [];
    private readonly Actor _by;

    private KnownLeads(Actor by) => _by = by;

    /// <param name="history">Of all the drafts' people.</param>
    public static async Task<KnownLeads> LoadAsync(
        IDocumentStore store,
        IReadOnlyList<Keyed> drafts,
        ConsentHistory history,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        var known = new KnownLeads(by);
        await known.ReadAsync(
            store,
            "origin",
            drafts.Select(d => d.Draft.Origin),
            Filter.Everything,
            cancellationToken
        );
        await known.ReadAsync(
            store,
            "phone_index",
            drafts.Select(d => d.PhoneIndex),
            Filter.AllOf(Filter.Eq("status", "open"), LeadStore.Alive),
            cancellationToken
        );
        await known.ReadJoinedAsync(store, drafts, history, cancellationToken);
        foreach (
            var channel in drafts
                .Where(d => d.Draft.Fields.ExternalRef is not null)
                .GroupBy(d => d.Draft.Fields.Source.Channel)
        )
        {
            var same = Filter.AllOf(
                Filter.Eq("source.channel", WireNames<SourceChannel>.Of(channel.Key)),
                LeadStore.Alive
            );
            await known.ReadAsync(
                store,
                "external_ref",
                channel.Select(d => d.Draft.Fields.ExternalRef),
                same,
                cancellationToken
            );
        }

        return known;
    }

    /// <summary>The lead that this very row made before, or null.</summary>
    public LeadId? MadeBy(LeadDraft draft) =>
        draft.Origin is { } origin && _origins.TryGetValue(origin, out var id) ? id : null;

    /// <summary>The lead in the way, or null.</summary>
    public LeadId? SameAs(Keyed draft)
    {
        if (draft.PhoneIndex is { } phone && _phones.TryGetValue(phone, out var open))
            return open;
        if (draft.Reference is { } reference && _references.TryGetValue(reference, out var same))
            return same;
        return null;
    }

    /// <summary>The importer may know of it, and not which one it is.</summary>
    public bool IsUnseen(LeadId id) => _unseen.Contains(id);

    /// <summary>From now on it is in the way of the drafts after it.</summary>
    public void Add(Keyed draft, LeadId id)
    {
        if (draft.PhoneIndex is { } phone)
            _phones.TryAdd(phone, id);
        if (draft.Reference is { } reference)
            _references.TryAdd(reference, id);
    }

    /// <summary>Phones that open leads have since others were merged into them. No read where there are none.</summary>
    private async Task ReadJoinedAsync(
        IDocumentStore store,
        IReadOnlyList<Keyed> drafts,
        ConsentHistory history,
        CancellationToken cancellationToken
    )
    {
        var joined = drafts
            .SelectMany(d =>
                history
                    .JoinedUnder(d.Draft.Person)
                    .Where(r => r.Type == EntityKind.Lead)
                    .Select(r => (r.Id, Phone: d.PhoneIndex!))
            )
            .ToLookup(j => j.Id, j => j.Phone);
        var leads = await store.GetManyAsync(
            LeadStore.Collection,
            [.. joined.Select(j => j.Key)],
            cancellationToken
        );
        foreach (var lead in leads.Select(LeadStore.Collection.Read).OrderBy(l => l.Key))
        {
            if (lead is not { DeletedAt: null, Status: LeadStatus.Open })
                continue;
            if (!EntityScope.Sees(_by, lead))
                _unseen.Add(lead.Id);
            foreach (var phone in joined[lead.Key])
                _phones.TryAdd(phone, lead.Id);
        }
    }

    private async Task ReadAsync(
        IDocumentStore store,
        string field,
        IEnumerable<string?> values,
        Filter and,
        CancellationToken cancellationToken
    )
    {
        string[] asked = [.. values.OfType<string>().Distinct()];
        if (asked.Length == 0)
            return;
        var query = new Query(LeadStore.Collection, Filter.AllOf(Filter.In(field, asked), and))
        {
            Limit = asked.Length,
        };
        foreach (var lead in await store.ListAsync(LeadStore.Collection, query, cancellationToken))
        {
            if (!EntityScope.Sees(_by, lead))
                _unseen.Add(lead.Id);
            if (field == "origin")
                _origins[lead.Origin!] = lead.Id;
            else if (field == "phone_index")
                _phones[lead.PhoneIndex!] = lead.Id;
            else
                _references[(lead.Source.Channel, lead.ExternalRef!)] = lead.Id;
        }
    }

    /// <summary>A draft with the keys that tell duplicates.</summary>
    public sealed record Keyed(LeadDraft Draft, string? PhoneIndex)
    {
        public (SourceChannel Channel, string Ref)? Reference =>
            Draft.Fields.ExternalRef is { } reference
                ? (Draft.Fields.Source.Channel, reference)
                : null;

        public static Keyed Of(LeadDraft draft, PiiVault vault) =>
            new(draft, draft.Person.Phone is { } phone ? vault.PhoneIndexOf(phone) : null);
    }
}
