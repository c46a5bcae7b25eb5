using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Conversions;

/// <summary>Whom a conversion links.</summary>
/// <param name="Contact">Null when a new one is made.</param>
/// <param name="Customer">Null for none.</param>
public sealed record LinkedParties(Contact? Contact, Customer? Customer)
{
    /// <summary>The customer of the deal and of a new contact.</summary>
    public string? CustomerId => Customer?.Key ?? Contact?.CustomerId;

    /// <summary>What the contact shows once it has the lead's documents; null where it gets none.</summary>
    public IReadOnlyList<ShownLicence>? Licences { get; init; }
}

/// <summary>Finds the contacts and customers that a lead may already be.</summary>
public sealed class ConversionParties(
    IDocumentStore store,
    PiiSubjects subjects,
    EntitySight sight,
    IEntityDuplicates<Contact> duplicates
)
{
    private const int Most = 20;

    /// <summary>Every fault at once: who is named must be there for the caller, who has the lead's phone must
    /// be seen by them, and of several customers one must be named.</summary>
    public async ValueTask<Verdict<LinkedParties>> LinkAsync(
        Lead lead,
        ConvertLead body,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var contact = body.ContactId is { } named
            ? await NamedAsync(
                ContactStore.Collection,
                named,
                "/contact_id",
                actor,
                cancellationToken
            )
            : await WithPhoneAsync(lead, actor, cancellationToken);
        var customer = body.CustomerId is { } wanted
            ? await NamedAsync(
                CustomerStore.Collection,
                wanted,
                "/customer_id",
                actor,
                cancellationToken
            )
            : await OnlyCustomerAsync(lead, body, actor, cancellationToken);
        Fault[] faults = [.. contact.Faults, .. customer.Faults];
        return faults.Length > 0
            ? Verdict<LinkedParties>.Refuse(faults)
            : new LinkedParties(contact.Value.Entity, customer.Value.Entity);
    }

    /// <summary>Those that the actor sees, best first.</summary>
    public async ValueTask<IReadOnlyList<ConversionCandidate>> CandidatesAsync<T>(
        Lead lead,
        EntitySpec<T> spec,
        Actor actor,
        CancellationToken cancellationToken
    )
        where T : PersonalEntity
    {
        Dictionary<string, List<string>> common = [];
        foreach (var (by, value) in ValuesOf(lead))
        {
            foreach (var subject in await subjects.WithAsync(value, Most, cancellationToken))
            {
                if (subject.Type == spec.Kind)
                    Note(common, subject.Id, by);
            }
        }

        var seen = await SeenAsync(spec.Collection, common.Keys, actor, cancellationToken);
        return
        [
            .. seen.Select(e => new ConversionCandidate(e.Key, e.ShownName, common[e.Key]))
                .OrderByDescending(c => c.By.Count)
                .ThenBy(c => c.Id, StringComparer.Ordinal),
        ];
    }

    private static void Note(Dictionary<string, List<string>> common, string id, string by)
    {
        if (!common.TryGetValue(id, out var known))
            common[id] = known = [];
        if (!known.Contains(by))
            known.Add(by);
    }

    private static IEnumerable<(string By, BlindValue Value)> ValuesOf(Lead lead)
    {
        if (lead.GstinIndex is { } gstin)
            yield return ("gstin", new BlindValue(BlindKind.Gstin, gstin));
        if (lead.PhoneIndex is { } phone)
            yield return ("phone", new BlindValue(BlindKind.Phone, phone));
        if (lead.EmailIndex is { } email)
            yield return ("email", new BlindValue(BlindKind.Email, email));
    }

    private async ValueTask<Verdict<Found<T>>> NamedAsync<T>(
        Collection<T> collection,
        string id,
        string pointer,
        Actor actor,
        CancellationToken cancellationToken
    )
        where T : PersonalEntity =>
        await SeenAsync(collection, [id], actor, cancellationToken) is [var entity]
            ? new Found<T>(entity)
            : Fault.Invalid(pointer, "reference.unknown", "There is none that you can see.");

    /// <summary>One living contact has a phone, so that it is this person.</summary>
    private async ValueTask<Verdict<Found<Contact>>> WithPhoneAsync(
        Lead lead,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (lead.PhoneIndex is not { } phone)
            return new Found<Contact>(null);
        var same = Filter.AllOf(Filter.Eq("phone_index", phone), Filter.Missing("deleted_at"));
        var contact = await store.FirstAsync(ContactStore.Collection, same, cancellationToken);
        if (contact is null || await sight.SeesAsync(actor, contact, cancellationToken))
            return new Found<Contact>(contact);
        var elsewhere = await duplicates.FaultOfAsync(
            contact,
            ContactStore.PhoneIndex,
            actor,
            cancellationToken
        );
        return elsewhere is null ? new Found<Contact>(null) : elsewhere;
    }

    private async ValueTask<Verdict<Found<Customer>>> OnlyCustomerAsync(
        Lead lead,
        ConvertLead body,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (body.LinkCustomer != true)
            return new Found<Customer>(null);
        foreach (var (_, value) in ValuesOf(lead).Where(v => v.Value.Kind != BlindKind.Email))
        {
            var found = await subjects.WithAsync(value, Most, cancellationToken);
            string[] ids =
            [
                .. found.Where(s => s.Type == EntityKind.Customer).Select(s => s.Id).Distinct(),
            ];
            var seen = await SeenAsync(CustomerStore.Collection, ids, actor, cancellationToken);
            if (seen.Count > 1)
                return Fault.Conflict(
                    "lead.several_customers",
                    "Several customers have this number; name the one in customer_id.",
                    ("customer_ids", string.Join(", ", seen.Select(c => c.Key)))
                );
            if (seen is [var only])
                return new Found<Customer>(only);
        }

        return new Found<Customer>(null);
    }

    private async ValueTask<IReadOnlyList<T>> SeenAsync<T>(
        Collection<T> collection,
        IReadOnlyCollection<string> ids,
        Actor actor,
        CancellationToken cancellationToken
    )
        where T : PersonalEntity
    {
        List<T> seen = [];
        foreach (var raw in await store.GetManyAsync(collection, ids, cancellationToken))
        {
            var entity = collection.Read(raw);
            if (entity.DeletedAt is null && await sight.SeesAsync(actor, entity, cancellationToken))
                seen.Add(entity);
        }

        return seen;
    }

    private sealed record Found<T>(T? Entity);
}
