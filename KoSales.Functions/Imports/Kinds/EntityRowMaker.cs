using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Pipelines;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Pii;

namespace KoSales.Functions.Imports.Kinds;

/// <summary>Adds what the rows of one chunk make to the transaction that records the chunk: new entities with
/// pipelines and first tasks, and what is filled in of those that are there.</summary>
public sealed class EntityRowMaker<T>(
    ImportSpec<T> spec,
    IDocumentStore store,
    IdAllocator ids,
    EntityWriter<T> writer,
    PipelineStarts starts,
    PiiVault vault,
    IPersonalSide<T>? personal = null
)
    where T : Entity
{
    private EntityLife<T> Life => spec.Life;

    internal async ValueTask AddAsync(
        WriteBatch batch,
        ImportWork work,
        ImportRows<EntityDraft<T>> rows,
        Command command,
        CancellationToken cancellationToken
    )
    {
        EntityDraft<T>[] drafts = [.. rows.Drafts.Select(r => r.Draft)];
        var known = await KnownAsync(drafts, cancellationToken);
        var sorting = new RowSorting<T>(
            spec,
            work.Import.Options.OnDuplicate,
            vault,
            entity => EntityScope.Sees(command.Actor, entity)
        );
        var sorted = sorting.Of(drafts, known);
        if (!work.Import.DryRun)
        {
            var bulk = command with { EventBatch = new EventBatch() };
            await MakeAsync(batch, sorted.New, bulk, cancellationToken);
            foreach (var filled in sorted.Filled)
                await FillAsync(batch, filled, command, cancellationToken);
            bulk.EventBatch.AddTo(batch, command);
        }

        ImportLedger.Record(batch, work, rows, sorted.Outcomes, command.Now);
    }

    /// <summary>Living entities by the keys of the rows.</summary>
    private async ValueTask<IReadOnlyList<T>> KnownAsync(
        IReadOnlyList<EntityDraft<T>> drafts,
        CancellationToken cancellationToken
    )
    {
        string[] keys = [.. drafts.Select(d => spec.Key.Of(d, vault)).OfType<string>().Distinct()];
        if (keys.Length == 0)
            return [];
        var same = Filter.AllOf(Filter.In(spec.Key.Path, keys), Filter.Missing("deleted_at"));
        return await store.ListAsync(
            Life.Spec.Collection,
            new Query(Life.Spec.Collection, same) { Limit = keys.Length },
            cancellationToken
        );
    }

    private async ValueTask MakeAsync(
        WriteBatch batch,
        IReadOnlyList<EntityDraft<T>> drafts,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<MadeEntity<T>> numbered = new(drafts.Count);
        foreach (var draft in drafts)
            numbered.Add(
                new MadeEntity<T>(
                    await Life.Numbered(draft.Entity, ids, cancellationToken),
                    draft.Input
                )
            );
        var kept = personal is null
            ? numbered.Select(m => m.Entity)
            : (await personal.KeepAllAsync(batch, numbered, command, cancellationToken)).Select(
                taken => taken.Entity
            );
        List<EntityFact<T>> facts =
        [
            .. kept.Zip(drafts, (entity, draft) => Created(entity, draft, command)),
        ];
        await BeginAsync(batch, drafts, facts, command, cancellationToken);
        foreach (var fact in facts)
            await writer.AddNewAsync(batch, fact, command, cancellationToken);
    }

    private EntityFact<T> Created(T entity, EntityDraft<T> draft, Command command)
    {
        var holder = draft.Holder ?? new Holder(null, command.Actor.TeamId);
        var fact = Life.Decisions.Create(entity, holder, command);
        return draft.Placement?.CreatedAt is { } createdAt
            ? fact with
            {
                Entity = (T)(fact.Entity with { CreatedAt = createdAt }),
            }
            : fact;
    }

    /// <summary>Puts those that start on a pipeline there, at the stage that they have reached.</summary>
    private async ValueTask BeginAsync(
        WriteBatch batch,
        IReadOnlyList<EntityDraft<T>> drafts,
        List<EntityFact<T>> facts,
        Command command,
        CancellationToken cancellationToken
    )
    {
        int[] begun = [.. drafts.Index().Where(d => d.Item.Stage is not null).Select(d => d.Index)];
        List<StartingEntity> starting = new(begun.Length);
        foreach (var i in begun)
            starting.Add(
                new StartingEntity(
                    facts[i].Entity,
                    await starts.NextIdAsync(Life.Spec.Pipeline!.Value, cancellationToken),
                    drafts[i].Definition!,
                    drafts[i].Stage!,
                    drafts[i].Reason
                )
            );
        var pipelines = await starts.AddAsync(batch, starting, command, cancellationToken);
        foreach (var (place, i) in begun.Index())
            facts[i] = facts[i] with
            {
                Entity = Begun(drafts[i], facts[i].Entity, pipelines[place]),
            };
    }

    private static T Begun(EntityDraft<T> draft, T entity, Pipeline pipeline)
    {
        var stage = draft.Stage!;
        var begun = EntityDecisions<T>.Started(entity, pipeline, stage, draft.Reason);
        return stage.IsTerminal && draft.Placement?.ClosedAt is { } closedAt
            ? (T)begun.At(stage, draft.Reason, closedAt)
            : begun;
    }

    private async ValueTask FillAsync(
        WriteBatch batch,
        FilledIn<T> filled,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var call = new EntityCall<T>(filled.Id, command);
        await writer.PrepareAsync(
            batch,
            call,
            (entity, _, _) =>
                new(Life.Decisions.Edit(entity, spec.Filled(entity, filled.From), command)),
            cancellationToken
        );
    }
}
