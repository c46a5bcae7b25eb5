using KoSales.Domain.Entities;
using KoSales.Domain.Timeline;
using KoSales.Functions.Timeline;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Entities.Changing;

/// <summary>A decision about an entity in hand; may add to the batch what must be committed with
/// it.</summary>
public delegate ValueTask<Verdict<EntityFact<T>>> DecideEntity<T>(
    T entity,
    WriteBatch batch,
    CancellationToken cancellationToken
)
    where T : Entity;

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

/// <summary>Who asks for a change of which entity.</summary>
public sealed record EntityCall<T>(string Id, Command Command)
    where T : Entity
{
    /// <summary>The decision is for that version, and an overtaken one is refused (412).</summary>
    public IfMatch? IfMatch { get; init; }

    /// <summary>The entity must be a deleted one, as for restoring; otherwise those are not
    /// found.</summary>
    public bool OfDeleted { get; init; }

    /// <summary>What the caller answers with; the entity itself unless the use case says
    /// otherwise.</summary>
    public Func<T, object> Result { get; init; } = entity => entity;

    /// <summary>Also an entity whose personal data were erased, as for deleting.</summary>
    public bool MayBeErased { get; init; }
}

/// <summary>Carries a decision about an entity through: load within scope, decide, journal, commit, and
/// again when somebody was faster.</summary>
public sealed class EntityWriter<T>(
    EntityLife<T> life,
    IDocumentStore store,
    EntitySight sight,
    EntityPauses pauses,
    EntityDuplicates<T> duplicates,
    TimelineWriter timeline,
    Commits commits,
    IEntityFollower<T>? follower = null
)
    where T : Entity
{
    private EntitySpec<T> Spec => life.Spec;

    /// <summary>A new entity, with event and timeline.</summary>
    /// <param name="decide">Called once per attempt, with an empty batch.</param>
    /// <param name="result">What the caller answers with.</param>
    public Task<Verdict<T>> CreateAsync(
        Func<WriteBatch, ValueTask<Verdict<EntityFact<T>>>> decide,
        Func<T, object> result,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Spec.Busy("that you make"),
            async attempt =>
            {
                var made = await decide(attempt.Batch);
                if (made.IsRefused)
                    return made.Refusal;
                await AddNewAsync(attempt.Batch, made.Value, command, cancellationToken);
                command.RecordAnswer(attempt.Batch, result(made.Value.Entity));
                return (Verdict<T>)made.Value.Entity;
            },
            cancellationToken,
            (made, index) => TakenAsync(made, index, command, cancellationToken)
        );

    /// <summary>The entity after the decision. Absent, deleted and out of scope are the same
    /// not-found.</summary>
    public Task<Verdict<T>> DecideAsync(
        EntityCall<T> call,
        DecideEntity<T> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            Spec.Busy(call.Id),
            async attempt =>
            {
                var decided = await PrepareAsync(attempt.Batch, call, decide, cancellationToken);
                if (!decided.IsRefused)
                    call.Command.RecordAnswer(attempt.Batch, call.Result(decided.Value));
                return decided;
            },
            cancellationToken,
            (decided, index) => TakenAsync(decided, index, call.Command, cancellationToken)
        );

    /// <summary>The same without committing: adds the writes to a batch that others share.</summary>
    public async ValueTask<Verdict<T>> PrepareAsync(
        WriteBatch batch,
        EntityCall<T> call,
        DecideEntity<T> decide,
        CancellationToken cancellationToken
    )
    {
        var found = await LoadAsync(call, cancellationToken);
        if (found.IsRefused)
            return found;
        if (!call.MayBeErased && found.Value.Objection is { } objection)
            return objection;
        var decided = await decide(found.Value, batch, cancellationToken);
        if (decided.IsRefused)
            return decided.Refusal;
        if (decided.Value.Changes.Count > 0)
            await AddAsync(batch, found.Value, decided.Value, call.Command, cancellationToken);
        return decided.Value.Entity;
    }

    /// <summary>Adds a new entity with event and timeline.</summary>
    public ValueTask AddNewAsync(
        WriteBatch batch,
        EntityFact<T> fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch
            .Insert(Spec.Collection, fact.Entity)
            .Emit(command, EventOf(fact))
            .Insert(Activities.Collection, EntryOf(fact, command));
        return FollowAsync(batch, null, fact.Entity, command, cancellationToken);
    }

    private async ValueTask<Verdict<T>> LoadAsync(
        EntityCall<T> call,
        CancellationToken cancellationToken
    )
    {
        var entity = await store.FindAsync(Spec.Collection, call.Id, cancellationToken);
        if (entity is null || entity.DeletedAt is not null != call.OfDeleted)
            return Spec.NotFound(call.Id);
        if (!await sight.SeesAsync(call.Command.Actor, entity, cancellationToken))
            return Spec.NotFound(call.Id);
        return call.IfMatch?.Check(call.Id, entity.Version) is { } stale ? stale : entity;
    }

    /// <summary>Adds a decision that has changes to the batch, whoever may see the entity: told of, with what
    /// follows for pipeline and tasks.</summary>
    public async ValueTask AddAsync(
        WriteBatch batch,
        T before,
        EntityFact<T> fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Replace(Spec.Collection, fact.Entity).Emit(command, EventOf(fact));
        await timeline.RecordAsync(batch, EntryOf(fact, command), cancellationToken);
        await FollowAsync(batch, before, fact.Entity, command, cancellationToken);
        if (before.DeletedAt is null != fact.Entity.DeletedAt is null)
            await pauses.AddAsync(batch, before, fact.Entity, command, cancellationToken);
        else if (!before.Barred.IsSupersetOf(fact.Entity.Barred))
            await pauses.BarAsync(
                batch,
                fact.Entity.Ref,
                fact.Entity.Barred,
                command,
                cancellationToken
            );
    }

    private ValueTask FollowAsync(
        WriteBatch batch,
        T? before,
        T after,
        Command command,
        CancellationToken cancellationToken
    ) =>
        follower is null
            ? ValueTask.CompletedTask
            : follower.FollowAsync(batch, before, after, command, cancellationToken);

    private async ValueTask<Verdict<T>?> TakenAsync(
        T refused,
        string? index,
        Command command,
        CancellationToken cancellationToken
    ) =>
        await duplicates.FaultOfAsync(refused, index, command.Actor, cancellationToken) is { } fault
            ? fault
            : default(Verdict<T>?);

    private static OutboxFact EventOf(EntityFact<T> fact) =>
        new(fact.Type, fact.Entity.Ref) { Changed = fact.Paths };

    private static TimelineEntry EntryOf(EntityFact<T> fact, Command command) =>
        Activities.Entry(command, fact.Entity.Ref, fact.Kind, fact.Summary) with
        {
            Changes = fact.Changes,
            Reason = fact.Reason,
            Refs = fact.Refs,
        };
}
