using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Board;

/// <summary>The money in the stages of a board, for entities that have an amount. One implementation per
/// kind, registered as a singleton.</summary>
public interface IBoardAmounts
{
    PipelineKind Kind { get; }

    /// <summary>Stage → rupees of the open entities in it that the actor sees, of the owner or team that is
    /// asked for. Stages without an amount are left out.</summary>
    ValueTask<IReadOnlyDictionary<string, decimal>> ByStageAsync(
        BoardQuestion question,
        Actor actor,
        CancellationToken cancellationToken
    );
}
