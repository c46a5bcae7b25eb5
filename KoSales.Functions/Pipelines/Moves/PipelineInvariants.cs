using System.Runtime.CompilerServices;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Pipelines.Moves;

/// <summary>Walks all pipelines and says what is not as it must be: ledger, stage, entity's stage, owner.
/// Memory stays flat.</summary>
public sealed class PipelineInvariants(IDocumentStore store, EntityTable entities) : IInvariant
{
    private const int PageSize = 500;

    public string Name => "pipelines";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var kind in entities.Kinds)
        {
            await foreach (var violation in CheckAsync(kind, cancellationToken))
                yield return violation;
        }
    }

    public async IAsyncEnumerable<Violation> CheckAsync(
        PipelineKind kind,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var collection = PipelineCollections.Of(kind);
        List<Pipeline> page = new(PageSize);
        await foreach (
            var pipeline in store.StreamAsync(collection, Filter.Everything, cancellationToken)
        )
        {
            page.Add(pipeline);
            if (page.Count < PageSize)
                continue;
            foreach (var violation in await OfPageAsync(kind, page, cancellationToken))
                yield return violation;
            page.Clear();
        }

        foreach (var violation in await OfPageAsync(kind, page, cancellationToken))
            yield return violation;
    }

    private async Task<IReadOnlyList<Violation>> OfPageAsync(
        PipelineKind kind,
        IReadOnlyList<Pipeline> page,
        CancellationToken cancellationToken
    )
    {
        if (page.Count == 0)
            return [];
        var mirrors = await entities
            .Of(kind)
            .MirrorsAsync([.. page.Select(p => p.EntityRef.Id)], cancellationToken);
        return
        [
            .. page.SelectMany(p =>
                Ledger
                    .Violations(p, mirrors.GetValueOrDefault(p.EntityRef.Id))
                    .Select(v => new Violation(Name, p.Id, v))
            ),
        ];
    }
}
