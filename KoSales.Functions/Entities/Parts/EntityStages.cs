using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities, as pipelines see them.</summary>
public sealed class EntityStages<T>(
    EntitySpec<T> spec,
    EntityDecisions<T> decisions,
    IDocumentStore store,
    CustomFieldCache customFields,
    IEntityDuplicates<T> duplicates,
    EntityUpkeep<T> upkeep
) : IPipelineEntities
    where T : Entity
{
    private readonly FrozenSet<string> _shown = spec.List.View.Members.ToFrozenSet();

    public PipelineKind Kind => spec.Pipeline!.Value;

    public async ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken) =>
        spec.With(await customFields.OfAsync(spec.Kind, cancellationToken));

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
        if (await store.GetAsync(spec.Collection, id, cancellationToken) is not { } raw)
            return null;
        return spec.Collection.Read(raw) is { DeletedAt: null } entity
            ? new OneEntity(this, entity, () => JsonElement.Parse(raw.Json.Span))
            : null;
    }

    /// <summary>An entity that was loaded already, with what is to be written under the condition that it still
    /// is as it was then.</summary>
    public IPipelineEntity Of(T entity) =>
        new OneEntity(
            this,
            entity,
            () => JsonSerializer.SerializeToElement(entity, spec.Collection.Json)
        );

    public async ValueTask<IReadOnlyDictionary<string, EntityMirror>> MirrorsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    ) =>
        (await store.GetManyAsync(spec.Collection, ids, cancellationToken))
            .Select(spec.Collection.Read)
            .Where(e => e.DeletedAt is null)
            .ToDictionary(
                e => e.Key,
                e => new EntityMirror(e.PipelineId, e.Stage, e.OwnerId, e.TeamId)
            );

    /// <summary>Adds to the batch that the entity follows its pipeline, and tells of it where its status
    /// changes.</summary>
    private async ValueTask<Verdict<Mirrored>> MirrorAsync(
        WriteBatch batch,
        T entity,
        StageMirror mirror,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (mirror.IsRepair && IsInStep(entity, mirror, command))
            return new Mirrored([], entity.StatusName, IsRecorded: false);
        var entered = decisions.Enter(
            entity,
            mirror.Stage,
            mirror.Reason,
            new Holder(mirror.Pipeline.OwnerId, mirror.Pipeline.TeamId),
            command
        );
        if (entered.IsRefused)
            return entered.Refusal;
        var fact = entered.Value;
        if (fact.Changes.Count > 0)
            fact = await upkeep.ReplaceAsync(batch, entity, fact, command, cancellationToken);
        var isTold = fact.Entity.StatusName != entity.StatusName;
        if (isTold)
            batch.RecordUnfolded(fact, command);
        return new Mirrored(fact.Paths, fact.Entity.StatusName, isTold);
    }

    private static bool IsInStep(T entity, StageMirror mirror, Command command) =>
        entity.Stage == mirror.Stage.Key
        && entity.StatusName == entity.At(mirror.Stage, mirror.Reason, command.Now).StatusName;

    private sealed class OneEntity(EntityStages<T> kind, T entity, Func<JsonElement> json)
        : IPipelineEntity
    {
        private JsonElement? _json;

        public JsonElement Json => _json ??= json();

        public IReadOnlySet<string> VerifiedDocuments => entity.VerifiedDocuments;

        public IReadOnlySet<ConsentChannel> Barred => entity.Barred;

        public bool HasValue(string path) =>
            JsonValues.HasValue(Json, IsMasked(path) ? path + "_masked" : path);

        public ValueTask<Verdict<Mirrored>> MirrorAsync(
            WriteBatch batch,
            StageMirror mirror,
            Command command,
            CancellationToken cancellationToken
        ) => kind.MirrorAsync(batch, entity, mirror, command, cancellationToken);

        public ValueTask<Fault?> FaultOfAsync(
            string index,
            Actor by,
            CancellationToken cancellationToken
        ) => kind.FaultOfAsync(entity, index, by, cancellationToken);
    }

    private ValueTask<Fault?> FaultOfAsync(
        T entity,
        string index,
        Actor by,
        CancellationToken cancellationToken
    ) => duplicates.FaultOfAsync(entity, index, by, cancellationToken);
}
