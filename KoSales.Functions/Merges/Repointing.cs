using KoSales.Domain.Entities;
using KoSales.Domain.Merges;
using KoSales.Functions.Entities.Handing;

namespace KoSales.Functions.Merges;

/// <summary>The records of one relation that point to an entity.</summary>
public sealed record FoundRelation(EntityRelation Relation, IReadOnlyList<RepointedItem> Items);

/// <summary>Finds what points to one entity and makes it point to another, and back.</summary>
public sealed class Repointing(IDocumentStore store)
{
    /// <summary>Refused when there are more than one transaction is to hold.</summary>
    public async ValueTask<Verdict<IReadOnlyList<FoundRelation>>> FindAsync(
        IReadOnlyList<EntityRelation> relations,
        EntityRef loser,
        CancellationToken cancellationToken
    )
    {
        List<FoundRelation> found = [];
        var left = MergeBounds.MostRepointed;
        foreach (var relation in relations)
        {
            var query = new Query(relation.Collection, relation.Of(loser)) { Limit = left + 1 };
            var documents = await store.QueryAsync(query, cancellationToken);
            left -= documents.Count;
            if (left < 0)
                return TooMany(loser);
            if (documents.Count > 0)
                found.Add(
                    new FoundRelation(
                        relation,
                        [
                            .. documents.Select(d => new RepointedItem(
                                relation.Name,
                                d.Id,
                                d.Version + 1
                            )),
                        ]
                    )
                );
        }

        return found;
    }

    /// <summary>Adds to the batch that all of them point to the survivor. The commit is refused when there
    /// are others by then.</summary>
    /// <param name="isExact">False when the batch itself changes which there are.</param>
    public static void Add(
        WriteBatch batch,
        IReadOnlyList<FoundRelation> found,
        Redirection to,
        Command command,
        bool isExact
    )
    {
        foreach (var (relation, items) in found)
        {
            relation.Add(batch, to.From, to.To, command, isExact ? items.Count : null);
            Tell(batch, relation, to.Noun, items.Select(i => i.Id), command);
        }
    }

    /// <summary>Adds to the batch that those which nobody changed since the merge point to the loser
    /// again.</summary>
    /// <returns>Those that do.</returns>
    public async ValueTask<IReadOnlyList<RepointedItem>> AddBackAsync(
        WriteBatch batch,
        IReadOnlyList<EntityRelation> relations,
        IReadOnlyList<RepointedItem> items,
        Redirection to,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<RepointedItem> back = [];
        foreach (var relation in relations)
        {
            var own = items.Where(i => i.Relation == relation.Name).ToDictionary(i => i.Id);
            var now = await store.GetManyAsync(relation.Collection, own.Keys, cancellationToken);
            var same = now.Where(d => d.Version == own[d.Id].Version).ToList();
            foreach (var version in same.GroupBy(d => d.Version))
                AddBack(batch, relation, [.. version], to.To, command);
            Tell(batch, relation, to.Noun, same.Select(d => d.Id), command);
            back.AddRange(same.Select(d => own[d.Id]));
        }

        return back;
    }

    private static void AddBack(
        WriteBatch batch,
        EntityRelation relation,
        IReadOnlyList<RawDocument> same,
        Entity loser,
        Command command
    )
    {
        var asRead = Filter.AllOf(
            Filter.In("id", same.Select(d => d.Id)),
            new Filter.Condition(
                "version",
                FilterOperator.Eq,
                new FilterValue.Number(same[0].Version)
            )
        );
        batch.Patch(relation.Collection, asRead, relation.PatchTo(loser, command), same.Count);
    }

    /// <summary>Entities that name one of the two have changed themselves.</summary>
    private static void Tell(
        WriteBatch batch,
        EntityRelation relation,
        string noun,
        IEnumerable<string> ids,
        Command command
    )
    {
        if (relation.Kind is not { } kind)
            return;
        foreach (var id in ids)
            batch.Emit(
                command,
                new OutboxFact($"{WireNames<EntityKind>.Of(kind)}.updated", new EntityRef(kind, id))
                {
                    Changed = [$"{noun}_id"],
                }
            );
    }

    private static Fault TooMany(EntityRef loser) =>
        Fault.Conflict(
            "merge.too_large",
            $"More than {MergeBounds.MostRepointed} records point to {loser.Id}; merge the other way, or hand its deals, notes and calls over first.",
            ("most", MergeBounds.MostRepointed)
        );
}

/// <param name="Noun">Of both.</param>
public sealed record Redirection(string Noun, EntityRef From, Entity To);
