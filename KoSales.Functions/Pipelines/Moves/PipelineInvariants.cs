using System.Runtime.CompilerServices;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Moves;

/// <param name="Subject">The pipeline's id.</param>
public sealed record PipelineViolation(string Subject, string Detail);

/// <summary>Walks all pipelines and says what is not as it must be: ledger, stage, entity's stage, owner.
/// Memory stays flat.</summary>
public sealed class PipelineInvariants(IDocumentStore store, EntityTable entities)
{
    private const int PageSize = 500;

    public async IAsyncEnumerable<PipelineViolation> CheckAsync(
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

    private async Task<IReadOnlyList<PipelineViolation>> OfPageAsync(
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
                    .Select(v => new PipelineViolation(p.Id, v))
            ),
        ];
    }
}
