using KoSales.Domain.Entities;
using KoSales.Functions.Entities.Handing;
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

    /// <summary>The caller need not see the entity, and is shown nothing of it.</summary>
    public bool IsOfAnyScope { get; init; }

    /// <summary>Refused to who sees the entity only since they work a task about it: whose it is, and whether
    /// it is there, is not theirs to say.</summary>
    public bool ForPlacersOnly { get; init; }
}

/// <summary>Carries a decision about an entity through: load within scope, decide, journal, commit, and
/// again when somebody was faster.</summary>
public sealed class EntityWriter<T>(
    EntitySpec<T> spec,
    IDocumentStore store,
    EntitySight sight,
    IEntityPauses pauses,
    IEntityDuplicates<T> duplicates,
    TimelineWriter timeline,
    EntityUpkeep<T> upkeep,
    Commits commits
)
    where T : Entity
{
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
            spec.Busy("that you make"),
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
            (made, index) => MetAsync(made, index, command, cancellationToken)
        );

    /// <summary>The entity after the decision. Absent, deleted and out of scope are the same
    /// not-found.</summary>
    public Task<Verdict<T>> DecideAsync(
        EntityCall<T> call,
        DecideEntity<T> decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync(
            spec.Busy(call.Id),
            async attempt =>
            {
                var decided = await PrepareAsync(attempt.Batch, call, decide, cancellationToken);
                if (!decided.IsRefused)
                    call.Command.RecordAnswer(attempt.Batch, call.Result(decided.Value));
                return decided;
            },
            cancellationToken,
            (decided, index) => MetAsync(decided, index, call.Command, cancellationToken)
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
        return decided.Value.Changes.Count == 0
            ? found
            : await AddAsync(batch, found.Value, decided.Value, call.Command, cancellationToken);
    }

    /// <summary>Adds a new entity with event and timeline.</summary>
    public ValueTask AddNewAsync(
        WriteBatch batch,
        EntityFact<T> fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Insert(spec.Collection, fact.Entity).RecordUnfolded(fact, command);
        return upkeep.FollowAsync(batch, null, fact.Entity, command, cancellationToken);
    }

    /// <summary>Adds a decision that has changes to the batch, whoever may see the entity: scored, told of, with
    /// what follows for pipeline and tasks.</summary>
    /// <returns>The entity as it will be.</returns>
    public async ValueTask<T> AddAsync(
        WriteBatch batch,
        T before,
        EntityFact<T> decided,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var fact = await upkeep.ReplaceAsync(batch, before, decided, command, cancellationToken);
        var after = fact.Entity;
        await timeline.RecordAsync(batch, fact, command, cancellationToken);
        if (before.DeletedAt is null != after.DeletedAt is null)
            await pauses.AddAsync(batch, before, after, command, cancellationToken);
        else if (!before.Barred.IsSupersetOf(after.Barred))
            await pauses.BarAsync(batch, after.Ref, after.Barred, command, cancellationToken);
        return after;
    }

    /// <summary>What stands in the way of a commit that a unique index refused; null when it is gone by now.</summary>
    public ValueTask<Fault?> TakenAsync(
        T refused,
        string? index,
        Actor actor,
        CancellationToken cancellationToken
    ) => duplicates.FaultOfAsync(refused, index, actor, cancellationToken);

    private async ValueTask<Verdict<T>> LoadAsync(
        EntityCall<T> call,
        CancellationToken cancellationToken
    )
    {
        var entity = await store.FindAsync(spec.Collection, call.Id, cancellationToken);
        if (entity is null || entity.DeletedAt is not null != call.OfDeleted)
            return spec.NotFound(call.Id);
        if (await WhyHiddenAsync(entity, call, cancellationToken) is { } hidden)
            return hidden;
        return call.IfMatch?.Check(call.Id, entity.Version) is { } stale ? stale : entity;
    }

    /// <summary>Null for who may make the change.</summary>
    private async ValueTask<Fault?> WhyHiddenAsync(
        T entity,
        EntityCall<T> call,
        CancellationToken cancellationToken
    )
    {
        var actor = call.Command.Actor;
        if (call.IsOfAnyScope || EntityScope.Sees(actor, entity))
            return null;
        if (!await sight.SeesAsync(actor, entity, cancellationToken))
            return spec.NotFound(entity.Key);
        return call.ForPlacersOnly ? EntityOwners.NotYours(spec.Noun) : null;
    }

    private async ValueTask<Verdict<T>?> MetAsync(
        T refused,
        string? index,
        Command command,
        CancellationToken cancellationToken
    ) =>
        await TakenAsync(refused, index, command.Actor, cancellationToken) is { } fault
            ? fault
            : default(Verdict<T>?);
}
