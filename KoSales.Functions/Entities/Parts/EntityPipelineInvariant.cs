using System.Runtime.CompilerServices;
using KoSales.Domain.Entities;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Entities.Parts;

/// <summary>The pipeline that an entity names is there and is its own.</summary>
public sealed class EntityPipelineInvariant<T>(
    EntitySpec<T> spec,
    PipelineKind kind,
    IDocumentStore store
) : IInvariant
    where T : Entity
{
    private const int Page = 500;

    public string Name => spec.List.Name;

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var placed = Filter.AllOf(Filter.Present("pipeline_id"), spec.List.Base);
        var pages = store.StreamAsync(spec.Collection, placed, cancellationToken).Chunk(Page);
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            var pipelines = await PipelinesAsync(page, cancellationToken);
            foreach (
                var entity in page.Where(e => pipelines.GetValueOrDefault(e.PipelineId!) != e.Key)
            )
                yield return new Violation(
                    Name,
                    entity.Key,
                    $"it names the pipeline {entity.PipelineId}, which is not there or another's"
                );
        }
    }

    /// <summary>Pipeline → whose it is.</summary>
    private async ValueTask<Dictionary<string, string>> PipelinesAsync(
        IReadOnlyList<T> entities,
        CancellationToken cancellationToken
    )
    {
        var collection = PipelineCollections.Of(kind);
        string[] ids = [.. entities.Select(e => e.PipelineId!).Distinct()];
        var found = await store.GetManyAsync(collection, ids, cancellationToken);
        return found.Select(collection.Read).ToDictionary(p => p.Id, p => p.EntityRef.Id);
    }
}
