using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Timeline;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities, as pipelines see them.</summary>
public sealed class EntityStages<T>(
    EntityLife<T> life,
    IDocumentStore store,
    CustomFieldCache customFields,
    EntityDuplicates<T> duplicates
) : IPipelineEntities
    where T : Entity
{
    private readonly FrozenSet<string> _shown = life.Spec.List.View.Members.ToFrozenSet();

    public PipelineKind Kind => life.Spec.Pipeline!.Value;

    public async ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken) =>
        life.Spec.With(await customFields.OfAsync(life.Spec.Kind, cancellationToken));

    /// <summary>What filters may name, what the entity shows, and of one with personal data <c>phone</c> and
    /// <c>email</c>.</summary>
    public bool CanRequire(string path, IFieldCatalog fields) =>
        fields.TypeOf(path) is not null
        || IsMasked(path)
        || (
            !path.StartsWith("custom", StringComparison.Ordinal)
            && _shown.Contains(path.Split('.')[0])
        );

    private static bool IsMasked(string path) =>
        path is "phone" or "email" && typeof(T).IsSubclassOf(typeof(PersonalEntity));

    public async ValueTask<IPipelineEntity?> LoadAsync(
        string id,
        CancellationToken cancellationToken
    )
    {
        if (await store.GetAsync(life.Spec.Collection, id, cancellationToken) is not { } raw)
            return null;
        var entity = life.Spec.Collection.Read(raw);
        return entity.DeletedAt is null ? new OneEntity(life, duplicates, raw, entity) : null;
    }

    public async ValueTask<IReadOnlyDictionary<string, EntityMirror>> MirrorsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(life.Spec.Collection, ids, cancellationToken))
            .Select(life.Spec.Collection.Read)
            .Where(e => e.DeletedAt is null)
            .ToDictionary(
                e => e.Key,
                e => new EntityMirror(e.PipelineId, e.Stage, e.OwnerId, e.TeamId)
            );

    private sealed class OneEntity(
        EntityLife<T> life,
        EntityDuplicates<T> duplicates,
        RawDocument raw,
        T entity
    ) : IPipelineEntity
    {
        private JsonElement? _json;

        public JsonElement Json => _json ??= JsonElement.Parse(raw.Json.Span);

        public IReadOnlySet<string> VerifiedDocuments => entity.VerifiedDocuments;

        public IReadOnlySet<ConsentChannel> Barred => entity.Barred;

        public bool HasValue(string path) =>
            JsonValues.HasValue(Json, IsMasked(path) ? path + "_masked" : path);

        public ValueTask<Verdict<Mirrored>> MirrorAsync(
            WriteBatch batch,
            StageMirror mirror,
            Command command,
            CancellationToken cancellationToken
        )
        {
            var fact = life.Decisions.Enter(
                entity,
                mirror.Stage,
                mirror.Reason,
                new Holder(mirror.Pipeline.OwnerId, mirror.Pipeline.TeamId),
                command
            );
            if (fact.Changes.Count > 0)
                batch.Replace(life.Spec.Collection, fact.Entity);
            var recorded = fact.Entity.StatusName != entity.StatusName;
            if (recorded)
                Record(batch, fact, command);
            return new(new Mirrored(fact.Paths, fact.Entity.StatusName, recorded));
        }

        public ValueTask<Fault?> FaultOfAsync(
            string index,
            Actor by,
            CancellationToken cancellationToken
        ) => duplicates.FaultOfAsync(entity, index, by, cancellationToken);

        private static void Record(WriteBatch batch, EntityFact<T> fact, Command command)
        {
            var entry = Activities.Entry(command, fact.Entity.Ref, fact.Kind, fact.Summary) with
            {
                Changes = fact.Changes,
                Reason = fact.Reason,
            };
            batch
                .Emit(command, new OutboxFact(fact.Type, fact.Entity.Ref) { Changed = fact.Paths })
                .Insert(Activities.Collection, entry);
        }
    }
}
