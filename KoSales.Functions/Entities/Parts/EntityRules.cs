using System.Collections.Frozen;
using KoSales.Domain.Entities;
using KoSales.Domain.Pii;
using KoSales.Functions.Assignment;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Rules;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities, as rules see them.</summary>
public sealed class EntityRules<T>(EntitySpec<T> spec, CustomFieldCache customFields) : IRuleEntity
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
        .. spec
            .Fields.Rows.Where(f => f is { IsAsked: true, IsTracked: false })
            .Select(f => f.Path),
    ];

    /// <summary>Where an event of the pipeline does not name what it changed.</summary>
    private readonly string[] _staged = [.. spec.Fields.Asked.Keys];

    private readonly FrozenSet<string> _whole = FrozenSet.Create(
        $"{spec.Noun}.created",
        $"{spec.Noun}.deleted",
        $"{spec.Noun}.restored",
        $"{spec.Noun}.merged"
    );

    public EntityKind Kind => spec.Kind;

    public Collection Collection => spec.Collection;

    public Filter Alive => spec.List.Base;

    public IReadOnlyCollection<string> EventTypes { get; } =
    [
        .. new[] { "created", "deleted", "restored", "merged", "updated", "assigned", "reopened" }
            .Concat(spec.StatusNames)
            .Select(name => $"{spec.Noun}.{name}"),
        .. spec.OwnEvents,
        AssignmentEvents.Many(spec.Kind),
        Erasure.EventType,
        .. OfStages,
    ];

    public async ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken) =>
        spec.With(await customFields.OfAsync(spec.Kind, cancellationToken));

    public RuleChange ChangeOf(OutboxEvent change)
    {
        if (_whole.Contains(change.Type))
            return RuleChange.All;
        return OfStages.Contains(change.Type) && change.Changed.Count == 0
            ? RuleChange.Of(_staged)
            : RuleChange.Named(change, _unnamed);
    }
}
