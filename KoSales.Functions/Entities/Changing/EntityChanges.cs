using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Functions.Entities.Handing;

namespace KoSales.Functions.Entities.Changing;

/// <summary>Entities, as people give and tag them one at a time.</summary>
public class EntityChanges<T>(EntityDecisions<T> decisions, EntityWriter<T> writer)
    : IEntityChanges<T>
    where T : Entity
{
    public Task<Verdict<T>> GiveAsync(
        string id,
        Func<CancellationToken, ValueTask<Verdict<Holder>>> choose,
        Func<WriteBatch, Handover, CancellationToken, ValueTask> follow,
        Command command,
        CancellationToken cancellationToken
    )
    {
        return writer.DecideAsync(
            new EntityCall<T>(id, command) { ForPlacersOnly = true },
            DecideAsync,
            cancellationToken
        );

        async ValueTask<Verdict<EntityFact<T>>> DecideAsync(
            T entity,
            WriteBatch batch,
            CancellationToken token
        )
        {
            var to = await choose(token);
            if (to.IsRefused)
                return to.Refusal;
            var decided = Assigned(entity, to.Value, command);
            if (decided.IsRefused || decided.Value.Changes.Count == 0)
                return decided;
            var from = new Holder(entity.OwnerId, entity.TeamId);
            await follow(batch, new Handover(entity.Key, entity.Version, from, to.Value), token);
            return decided;
        }
    }

    public Task<Verdict<T>> TagAsync(
        string id,
        Func<IReadOnlyList<string>, IReadOnlyList<string>> change,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            new EntityCall<T>(id, command),
            (entity, _, _) =>
            {
                var tagged = (T)(entity with { Tags = change(entity.Tags) });
                return new(Tagged(entity, tagged, command));
            },
            cancellationToken
        );

    public Verdict<bool> WouldChange(T entity, Holder to, Command command)
    {
        var decided = Assigned(entity, to, command);
        return decided.IsRefused ? decided.Refusal : decided.Value.Changes.Count > 0;
    }

    protected virtual Verdict<EntityFact<T>> Assigned(T entity, Holder to, Command command) =>
        decisions.Assign(entity, to, command);

    /// <param name="after">With other tags.</param>
    protected virtual Verdict<EntityFact<T>> Tagged(T before, T after, Command command) =>
        decisions.Edit(before, after, command);
}
