using System.Collections.Frozen;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using NodaTime;

namespace KoSales.Functions.Pipelines.Moves;

/// <summary>What becomes of tasks when stages are left and entered, within the transaction of the
/// move.</summary>
public interface IStageEntry
{
    /// <summary>
    /// Adds to the batch: the left visits' open automated tasks cancelled, kept or transferred as their
    /// steps say, and the tasks of the new visits that begin at
    /// once. One opening per entry, in their order. Called again with a fresh batch when the commit was
    /// refused. The caller emits the events, which name
    /// <see cref="StageOpening.NextCheckAt"/> and the flow instances left and entered.
    /// </summary>
    ValueTask<IReadOnlyList<StageOpening>> EnterAsync(
        WriteBatch batch,
        IReadOnlyList<StageEntered> entries,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <param name="Pipeline">As it will be: in the stage entered, with the new visit; of a new pipeline, visit
/// 1.</param>
/// <param name="Into">The stage entered; its task workflow, if any, begins.</param>
/// <param name="LeftOpen">Open tasks of the visit that was left, automated and made by hand; none for a new
/// pipeline.</param>
/// <param name="Simulated">Nothing will be committed: ids need not be real.</param>
public sealed record StageEntered(
    Pipeline Pipeline,
    StageDefinition Into,
    IReadOnlyList<SalesTask> LeftOpen,
    bool Simulated = false
)
{
    /// <summary>
    /// Channels by which the entity may not be contacted: a task by one of them is made cancelled, so that
    /// the plan
    /// knows of it and nobody works it.
    /// </summary>
    public IReadOnlySet<ConsentChannel> Barred { get; init; } = FrozenSet<ConsentChannel>.Empty;
}

/// <param name="NextCheckAt">When the visit's flow has something to decide if nothing happens before; null
/// when only an event can change anything.</param>
public sealed record StageOpening(
    IReadOnlyList<SalesTask> TasksToCreate,
    IReadOnlyList<SalesTask> TasksToCancel,
    Instant? NextCheckAt
)
{
    public static StageOpening Nothing { get; } = new([], [], null);
}

/// <summary>Stages without tasks.</summary>
public sealed class NoStageEntry : IStageEntry
{
    public ValueTask<IReadOnlyList<StageOpening>> EnterAsync(
        WriteBatch batch,
        IReadOnlyList<StageEntered> entries,
        Command command,
        CancellationToken cancellationToken
    ) => new([.. entries.Select(_ => StageOpening.Nothing)]);
}
