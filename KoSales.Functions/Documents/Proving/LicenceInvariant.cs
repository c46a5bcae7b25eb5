using System.Runtime.CompilerServices;
using KoSales.Domain.Contacts;
using KoSales.Domain.Customers;
using KoSales.Domain.Documents;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Leads;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Documents.Proving;

/// <summary>The licences that a record shows are what the verified documents of its subject prove. A lead that was
/// converted goes on showing what was proved when its contact took them elsewhere.</summary>
public sealed class LicenceInvariant(IDocumentStore store) : IInvariant
{
    private const int Page = 200;

    public string Name => "licences";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var living = Filter.Missing("erased_at");
        var leads = Filter.AllOf(living, Filter.Missing("converted"));
        await foreach (var violation in OfAsync(LeadStore.Collection, leads, cancellationToken))
            yield return violation;
        await foreach (var violation in OfAsync(ContactStore.Collection, living, cancellationToken))
            yield return violation;
        await foreach (
            var violation in OfAsync(CustomerStore.Collection, living, cancellationToken)
        )
            yield return violation;
    }

    private async IAsyncEnumerable<Violation> OfAsync<T>(
        Collection<T> collection,
        Filter which,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : PersonalEntity
    {
        var pages = store.StreamAsync(collection, which, cancellationToken).Chunk(Page);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            var proved = await ProvedAsync(page, cancellationToken);
            foreach (var entity in page)
            {
                var own = proved.GetValueOrDefault(entity.PiiId, []);
                if (!entity.Licences.SequenceEqual(own))
                    yield return new Violation(
                        Name,
                        entity.Key,
                        $"it shows {Told(entity.Licences)}; its documents prove {Told(own)}"
                    );
            }
        }
    }

    private static string Told(IReadOnlyList<ShownLicence> licences) =>
        licences.Count == 0 ? "none" : string.Join(", ", licences.Select(l => l.Told()));

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
