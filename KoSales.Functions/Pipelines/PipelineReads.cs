using KoSales.Domain.Pipelines;

namespace KoSales.Functions.Pipelines;

/// <summary>Finds pipelines of any kind.</summary>
public static class PipelineReads
{
    /// <summary>Null when there is no pipeline of this id.</summary>
    public static async ValueTask<Pipeline?> FindPipelineAsync(
        this IDocumentStore store,
        string id,
        CancellationToken cancellationToken
    ) =>
        PipelineCollections.KindOf(id) is { } kind
            ? await store.FindAsync(PipelineCollections.Of(kind), id, cancellationToken)
            : null;
}
