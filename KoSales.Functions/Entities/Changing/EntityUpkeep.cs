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

/// <summary>Writes the next version of an entity with what goes along with every change of its kind.</summary>
public sealed class EntityUpkeep<T>(
    EntitySpec<T> spec,
    IEntityScores<T>? scores = null,
    IEntityFollower<T>? follower = null
)
    where T : Entity
{
    /// <returns>The decision with the score that follows from it.</returns>
    public async ValueTask<EntityFact<T>> ReplaceAsync(
        WriteBatch batch,
        T before,
        EntityFact<T> decided,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var fact = scores is null
            ? decided
            : await scores.RescoreAsync(decided, command, cancellationToken);
        batch.Replace(spec.Collection, fact.Entity);
        await FollowAsync(batch, before, fact.Entity, command, cancellationToken);
        return fact;
    }

    /// <param name="before">Null for a new entity.</param>
    public ValueTask FollowAsync(
        WriteBatch batch,
        T? before,
        T after,
        Command command,
        CancellationToken cancellationToken
    ) =>
        follower is null
            ? ValueTask.CompletedTask
            : follower.FollowAsync(batch, before, after, command, cancellationToken);
}
