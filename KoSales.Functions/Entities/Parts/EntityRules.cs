using System.Collections.Frozen;
using KoSales.Domain.Entities;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities, as rules see them.</summary>
public sealed class EntityRules<T>(EntityLife<T> life, CustomFieldCache customFields) : IRuleEntity
    where T : Entity
{
    private static readonly FrozenSet<string> OfStages = FrozenSet.Create(
        PipelineEvents.Started,
        PipelineEvents.StageChanged,
        PipelineEvents.Closed,
        PipelineEvents.Resumed
    );

    /// <summary>Fields that change along with others without being named in the event.</summary>
    private readonly string[] _unnamed =
    [
        .. life
            .Spec.Fields.Rows.Where(f => f is { IsAsked: true, IsTracked: false })
            .Select(f => f.Path),
    ];

    private readonly string[] _staged = [.. life.Spec.Fields.Asked.Keys];

    private readonly FrozenSet<string> _whole = FrozenSet.Create(
        $"{life.Spec.Noun}.created",
        $"{life.Spec.Noun}.deleted",
        $"{life.Spec.Noun}.restored",
        $"{life.Spec.Noun}.merged"
    );

    public EntityKind Kind => life.Spec.Kind;

    public Collection Collection => life.Spec.Collection;

    public Filter Alive => life.Spec.List.Base;

    public IReadOnlyCollection<string> EventTypes { get; } =
    [
        .. new[] { "created", "deleted", "restored", "merged", "updated", "assigned", "reopened" }
            .Concat(life.StatusNames)
            .Select(name => $"{life.Spec.Noun}.{name}"),
        AssignmentEvents.Many(life.Spec.Kind),
        Erasure.EventType,
        .. OfStages,
    ];

    public async ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken) =>
        life.Spec.With(await customFields.OfAsync(life.Spec.Kind, cancellationToken));

    public RuleChange ChangeOf(OutboxEvent change)
    {
        if (OfStages.Contains(change.Type))
            return RuleChange.Of(_staged);
        return _whole.Contains(change.Type) ? RuleChange.All : RuleChange.Named(change, _unnamed);
    }
}
