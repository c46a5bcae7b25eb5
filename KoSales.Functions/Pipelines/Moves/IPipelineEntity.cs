using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Pipelines.Workflows;

namespace KoSales.Functions.Pipelines.Moves;

/// <summary>The entities that one kind of pipeline is about. One implementation per kind, registered as a
/// singleton.</summary>
public interface IPipelineEntities
{
    PipelineKind Kind { get; }

    /// <summary>What guards may ask of them.</summary>
    ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken);

    /// <summary>Whether a stage may require a value at this dotted path.</summary>
    bool CanRequire(string path, IFieldCatalog fields);

    /// <summary>Null when absent or deleted.</summary>
    ValueTask<IPipelineEntity?> LoadAsync(string id, CancellationToken cancellationToken);

    /// <summary>What those that are there and not deleted say of pipeline, stage and owner, by id.</summary>
    ValueTask<IReadOnlyDictionary<string, EntityMirror>> MirrorsAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );
}

/// <summary>One entity as it is stored now.</summary>
public interface IPipelineEntity
{
    JsonElement Json { get; }

    /// <summary>Whether a dotted path has a value; an empty text or list is none.</summary>
    bool HasValue(string path);

    /// <summary>Types of which it has a verified document.</summary>
    IReadOnlySet<string> VerifiedDocuments { get; }

    /// <summary>Channels by which it may not be contacted.</summary>
    IReadOnlySet<ConsentChannel> Barred { get; }

    /// <summary>Adds to the batch, under the condition that the entity is still as loaded, its stage and
    /// status as the pipeline has them. Refused when its own
    /// rules forbid that.</summary>
    ValueTask<Verdict<Mirrored>> MirrorAsync(
        WriteBatch batch,
        StageMirror mirror,
        Command command,
        CancellationToken cancellationToken
    );

    /// <summary>The fault for a commit that a unique index of the entity's refused; null when what stood in
    /// the way is gone.</summary>
    ValueTask<Fault?> FaultOfAsync(string index, Actor by, CancellationToken cancellationToken);
}

/// <param name="Pipeline">After the move.</param>
/// <param name="Reason">Given for the move; an end's reason becomes the entity's.</param>
public sealed record StageMirror(Pipeline Pipeline, StageDefinition Stage, string? Reason)
{
    /// <summary>The stage is not news: an entity that is in step already is left alone.</summary>
    public bool IsRepair { get; init; }
}

/// <param name="Changed">Dotted paths of the entity that differ now.</param>
/// <param name="Status">The entity's status afterwards, as on the wire.</param>
/// <param name="IsRecorded">An entry of the entity's own timeline, added with it, tells of the stage
/// already.</param>
public sealed record Mirrored(IReadOnlyList<string> Changed, string Status, bool IsRecorded);

/// <summary>Kind → its entities.</summary>
public sealed class EntityTable(IEnumerable<IPipelineEntities> all)
{
    private readonly Dictionary<PipelineKind, IPipelineEntities> _byKind = all.ToDictionary(e =>
        e.Kind
    );

    public IReadOnlyCollection<PipelineKind> Kinds => _byKind.Keys;

    public IPipelineEntities Of(PipelineKind kind) =>
        _byKind.GetValueOrDefault(kind)
        ?? throw new InvalidOperationException($"nothing is registered for pipelines of {kind}");

    /// <summary>No fields for a kind without entities.</summary>
    public ValueTask<IFieldCatalog> FieldsAsync(
        PipelineKind kind,
        CancellationToken cancellationToken
    ) =>
        _byKind.TryGetValue(kind, out var entities)
            ? entities.FieldsAsync(cancellationToken)
            : new(CustomFieldSet.Empty);

    public bool CanRequire(PipelineKind kind, string path, IFieldCatalog fields) =>
        !_byKind.TryGetValue(kind, out var entities) || entities.CanRequire(path, fields);
}
