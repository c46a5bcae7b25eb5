using System.Collections.Frozen;
using System.Text.Json;
using KoSales.Domain.Rules;

namespace KoSales.Functions.Rules;

/// <summary>Rules of every entity: what they may say, how they are checked and compiled, and what they are
/// asked of.</summary>
public sealed class RuleEngine(
    IDocumentStore store,
    IEnumerable<IRuleEntity> entities,
    IEnumerable<IRuleRelation> relations
)
{
    private readonly FrozenDictionary<EntityKind, IRuleEntity> _entities =
        entities.ToFrozenDictionary(e => e.Kind);
    private readonly ILookup<EntityKind, IRuleRelation> _relations = relations.ToLookup(r =>
        r.Entity
    );
    private readonly FrozenDictionary<EntityKind, RuleFields> _fields = entities.ToFrozenDictionary(
        e => e.Kind,
        _ => new RuleFields()
    );
    private readonly ILookup<string, IDistantRelation> _distant = relations
        .OfType<IDistantRelation>()
        .Where(r => entities.Any(e => e.Kind == r.Entity))
        .SelectMany(r => r.DistantEventTypes, (r, type) => (Type: type, Relation: r))
        .ToLookup(told => told.Type, told => told.Relation, StringComparer.Ordinal);

    /// <summary>The entities that have rules.</summary>
    public IReadOnlyCollection<EntityKind> Kinds => _entities.Keys;

    /// <exception cref="KeyNotFoundException">The entity has no rules yet.</exception>
    public IRuleEntity Of(EntityKind kind) => _entities[kind];

    public async ValueTask<RuleCatalog> CatalogAsync(
        EntityKind kind,
        CancellationToken cancellationToken
    ) =>
        new(
            await _entities[kind].FieldsAsync(cancellationToken),
            _relations[kind].SelectMany(r => r.Fields).ToFrozenDictionary(),
            _relations[kind].SelectMany(r => r.Choices).ToFrozenDictionary()
        );

    /// <summary>A rule that was accepted once, ready to be asked. It is refused when a field that it names is
    /// gone, not for a value that the field can no longer have.</summary>
    /// <param name="reach">Holds as well, whatever the rule says.</param>
    public async ValueTask<Verdict<CompiledRule>> CompileAcceptedAsync(
        EntityKind kind,
        JsonElement rule,
        Filter reach,
        CohortLinks links,
        CancellationToken cancellationToken
    )
    {
        var catalog = (await CatalogAsync(kind, cancellationToken)).Accepted;
        var read = RuleCheck.Read(rule, catalog, links);
        return read.IsRefused
            ? read.Refusal
            : Compiled(kind, Filter.AllOf(reach, read.Value), catalog);
    }

    /// <summary>The rule ready to be asked, or every fault of it with its pointer.</summary>
    public async ValueTask<Verdict<CompiledRule>> CompileAsync(
        EntityKind kind,
        JsonElement rule,
        CohortLinks links,
        CancellationToken cancellationToken,
        string pointer = "/rule"
    )
    {
        var catalog = await CatalogAsync(kind, cancellationToken);
        var read = RuleCheck.Read(rule, catalog, links, pointer);
        return read.IsRefused ? read.Refusal : Compiled(kind, read.Value, catalog);
    }

    private CompiledRule Compiled(EntityKind kind, Filter rule, RuleCatalog catalog) =>
        CompiledRule.Of(rule, catalog, _fields[kind]);

    /// <summary>The documents as the plan's rules see them, in the same order: one round trip per relation
    /// that a rule names, none where none does.</summary>
    public async ValueTask<IReadOnlyList<RuleSubject>> SubjectsAsync(
        EntityKind kind,
        RulePlan plan,
        IReadOnlyList<RawDocument> documents,
        CancellationToken cancellationToken
    )
    {
        var needed = NeededBy(kind, plan);
        if (needed.Length == 0)
            return [.. documents.Select(d => plan.Read(d))];
        var facts = new IReadOnlyDictionary<string, RelatedFacts>[needed.Length];
        for (var i = 0; i < needed.Length; i++)
            facts[i] = await needed[i].ReadAsync(documents, cancellationToken);
        return [.. documents.Select(d => plan.Read(d, [.. FactsOf(d)]))];

        IEnumerable<RelatedFacts> FactsOf(RawDocument document) =>
            needed.Select((r, i) => facts[i].GetValueOrDefault(document.Id, r.Nothing));
    }

    private IRuleRelation[] NeededBy(EntityKind kind, RulePlan plan) =>
        [.. _relations[kind].Where(r => r.Fields.Keys.Any(plan.Related.Contains))];

    /// <summary>As <see cref="SubjectsAsync"/>, of those that exist and are alive, in the order of their
    /// ids.</summary>
    public async ValueTask<IReadOnlyList<RuleSubject>> LoadAsync(
        EntityKind kind,
        RulePlan plan,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    )
    {
        if (ids.Count == 0)
            return [];
        var entity = _entities[kind];
        var wanted = Filter.AllOf(Filter.In("id", ids), entity.Alive);
        return await SubjectsAsync(
            kind,
            plan,
            await store.QueryAsync(
                new Query(entity.Collection, wanted) { Limit = ids.Count },
                cancellationToken
            ),
            cancellationToken
        );
    }

    /// <summary>Types of all events after which a rule may come to something else, each once.</summary>
    public IReadOnlyCollection<string> EventTypes =>
        [
            .. Kinds
                .SelectMany(EventTypesOf)
                .Concat(_distant.Select(told => told.Key))
                .Distinct(StringComparer.Ordinal),
        ];

    private IEnumerable<string> EventTypesOf(EntityKind kind) =>
        _entities[kind].EventTypes.Concat(_relations[kind].SelectMany(r => r.EventTypes));

    /// <summary>The relations of which an event about a related document may have changed the facts.</summary>
    public IEnumerable<IDistantRelation> DistantFrom(OutboxEvent change) =>
        _distant[change.Type].Where(r => r.IsChangedBy(change));

    /// <summary>What an event about the entity may have changed, of its document and of what is related to
    /// it.</summary>
    public RuleChange ChangeOf(OutboxEvent change)
    {
        if (!_entities.TryGetValue(change.Entity.Type, out var entity))
            return RuleChange.None;
        var own = entity.EventTypes.Contains(change.Type)
            ? entity.ChangeOf(change)
            : RuleChange.None;
        if (own.Everything)
            return own;
        return RuleChange.Of([
            .. own.Paths,
            .. _relations[entity.Kind]
                .Where(r => r.EventTypes.Contains(change.Type))
                .SelectMany(r => r.ChangedBy(change)),
        ]);
    }
}
