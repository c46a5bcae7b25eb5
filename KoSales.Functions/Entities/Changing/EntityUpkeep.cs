using KoSales.Domain.Entities;

namespace KoSales.Functions.Entities.Changing;

/// <summary>Scores entities of one kind with each change. At most one per kind, registered as a singleton.</summary>
public interface IEntityScores<T>
    where T : Entity
{
    /// <returns>The decision with the score that follows from it as one of its changes.</returns>
    ValueTask<EntityFact<T>> RescoreAsync(
        EntityFact<T> fact,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <summary>What else is written when an entity is made or changed: what others show of it. At most one per
/// kind, registered as a singleton.</summary>
public interface IEntityFollower<T>
    where T : Entity
{
    /// <param name="before">Null for a new entity.</param>
    ValueTask FollowAsync(
        WriteBatch batch,
        T? before,
        T after,
        Command command,
        CancellationToken cancellationToken
    );
}
