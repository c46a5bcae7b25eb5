using KoSales.Domain.Pipelines;

namespace KoSales.Functions.Pipelines;

internal static class PipelineSight
{
    /// <summary>By the scope, or since the actor holds an open task about the pipeline's entity.</summary>
    public static async ValueTask<bool> SeesAsync(
        this IOpenWork? work,
        Actor actor,
        Pipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        PipelineScope.Sees(actor, pipeline)
        || (work is not null && await work.HasAsync(actor, pipeline.EntityRef, cancellationToken));
}
