using System.Runtime.CompilerServices;
using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Documents;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Documents;

/// <summary>The licences that a record shows are what the verified documents of its subject prove.</summary>
public sealed class LicenceInvariant(IDocumentStore store) : IInvariant
{
    private const int Page = 200;

    public string Name => "licences";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var violation in OfAsync(LeadStore.Collection, cancellationToken))
            yield return violation;
        await foreach (var violation in OfAsync(ContactStore.Collection, cancellationToken))
            yield return violation;
        await foreach (var violation in OfAsync(CustomerStore.Collection, cancellationToken))
            yield return violation;
    }

    private async IAsyncEnumerable<Violation> OfAsync<T>(
        Collection<T> collection,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : PersonalEntity
    {
        var living = Filter.Missing("erased_at");
        var pages = store.StreamAsync(collection, living, cancellationToken).Chunk(Page);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            var proved = await ProvedAsync(page, cancellationToken);
            foreach (var entity in page.Where(e => !ShowsThose(e, proved)))
                yield return new Violation(
                    Name,
                    entity.Key,
                    "the licences that it shows are not those that its documents prove"
                );
        }
    }

    private static bool ShowsThose(
        PersonalEntity entity,
        IReadOnlyDictionary<string, IReadOnlyList<ShownLicence>> proved
    ) => entity.Licences.SequenceEqual(proved.GetValueOrDefault(entity.PiiId, []));

    /// <summary>Subject → what its documents prove; subjects without documents are left out.</summary>
    private async Task<IReadOnlyDictionary<string, IReadOnlyList<ShownLicence>>> ProvedAsync(
        IReadOnlyList<PersonalEntity> entities,
        CancellationToken cancellationToken
    )
    {
        string[] subjects = [.. entities.Select(e => e.PiiId).Distinct()];
        var documents = await store
            .StreamAsync(DocumentStore.Collection, Filter.In("pii_id", subjects), cancellationToken)
            .ToListAsync(cancellationToken);
        return documents
            .GroupBy(d => d.PiiId.Value)
            .ToDictionary(g => g.Key, g => Licences.Of(g), StringComparer.Ordinal);
    }
}
