using System.Text.Json;
using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Pii;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;

namespace KoSales.Functions.Entities.Parts;

/// <summary>An entity that its own change moves through its pipeline: it takes the stage, and whoever makes
/// the change writes it.</summary>
public sealed class EntityInHand<T>(EntityLife<T> life, T entity) : IPipelineEntity
    where T : Entity
{
    private JsonElement? _json;

    /// <summary>The entity at its stage, in its next version; null before.</summary>
    public EntityFact<T>? Entered { get; private set; }

    public JsonElement Json => _json ??= JsonElement.Parse(life.Spec.Collection.Write(entity));

    public IReadOnlySet<string> VerifiedDocuments => entity.VerifiedDocuments;

    public IReadOnlySet<ConsentChannel> Barred => entity.Barred;

    public bool HasValue(string path) => JsonValues.HasValue(Json, path);

    public ValueTask<Verdict<Mirrored>> MirrorAsync(
        WriteBatch batch,
        StageMirror mirror,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var holder = new Holder(mirror.Pipeline.OwnerId, mirror.Pipeline.TeamId);
        Entered = life.Decisions.Enter(entity, mirror.Stage, mirror.Reason, holder, command);
        return new(new Mirrored(Entered.Paths, Entered.Entity.StatusName, IsRecorded: true));
    }

    /// <summary>Unique keys are its change's affair, which commits it.</summary>
    public ValueTask<Fault?> FaultOfAsync(
        string index,
        Actor by,
        CancellationToken cancellationToken
    ) => new((Fault?)null);
}
