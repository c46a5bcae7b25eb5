using System.Collections.Frozen;
using KoSales.Domain.Merges;
using KoSales.Domain.Rules;

namespace KoSales.Functions.Rules;

/// <summary>An entity that rules are about. One implementation per kind, registered as a singleton.</summary>
public interface IRuleEntity
{
    EntityKind Kind { get; }

    Collection Collection { get; }

    /// <summary>Documents that count at all, such as those not deleted.</summary>
    Filter Alive { get; }

    /// <summary>What rules may ask of the documents, custom fields included.</summary>
    ValueTask<IFieldCatalog> FieldsAsync(CancellationToken cancellationToken);

    /// <summary>Types of the events that tell of changes to the documents.</summary>
    IReadOnlyCollection<string> EventTypes { get; }

    /// <summary>What an event says of the document's fields.</summary>
    RuleChange ChangeOf(OutboxEvent change);
}

/// <summary>Documents related to an entity, of which rules may ask. Registered as singletons; any number
/// per entity.</summary>
public interface IRuleRelation
{
    EntityKind Entity { get; }

    /// <summary>Path → type of the facts: <c>tasks.open</c>.</summary>
    IReadOnlyDictionary<string, FieldType> Fields { get; }

    /// <summary>Path → the values that the fact can have, where there are only so many.</summary>
    IReadOnlyDictionary<string, IReadOnlyCollection<string>> Choices =>
        FrozenDictionary<string, IReadOnlyCollection<string>>.Empty;

    /// <summary>The facts of many entities by id, in one round trip. An entity without an entry has those
    /// of <see cref="Nothing"/>.</summary>
    ValueTask<IReadOnlyDictionary<string, RelatedFacts>> ReadAsync(
        IReadOnlyList<RawDocument> entities,
        CancellationToken cancellationToken
    );

    /// <summary>The facts, all of them, of an entity to which nothing is related.</summary>
    RelatedFacts Nothing { get; }

    /// <summary>Types of the events, with the entity as theirs, after which the facts may be others.</summary>
    IReadOnlyCollection<string> EventTypes { get; }

    /// <summary>Paths of the facts that an event of one of <see cref="EventTypes"/> may have changed.</summary>
    IEnumerable<string> ChangedBy(OutboxEvent change) => Fields.Keys;
}

/// <summary>A relation to documents whose events are about themselves, such as deals: which entities are
/// related to one stands in the document.</summary>
public interface IDistantRelation : IRuleRelation
{
    /// <summary>Types of the events, with the related document as theirs, after which the facts may be
    /// others.</summary>
    IReadOnlyCollection<string> DistantEventTypes { get; }

    /// <summary>Whether an event of one of those may have changed a fact; asked per event, hence without
    /// I/O.</summary>
    bool IsChangedBy(OutboxEvent change);

    /// <summary>Ids of the entities to which the event's document is related now; none where it is gone. Those
    /// to which it was related before hear of it by one of <see cref="IRuleRelation.EventTypes"/>.</summary>
    ValueTask<IReadOnlyCollection<string>> EntitiesOfAsync(
        OutboxEvent change,
        CancellationToken cancellationToken
    );
}

/// <summary>Which fields and facts of an entity an event may have changed.</summary>
/// <param name="Everything">The entity is new, gone or back.</param>
/// <param name="Paths">Empty when <paramref name="Everything"/>.</param>
public sealed record RuleChange(bool Everything, IReadOnlySet<string> Paths)
{
    public static readonly RuleChange All = new(true, new HashSet<string>());

    public static readonly RuleChange None = new(false, new HashSet<string>());

    public bool IsNone => !Everything && Paths.Count == 0;

    public static RuleChange Of(params IEnumerable<string> paths) => new(false, paths.ToHashSet());

    /// <summary>What an event names, with what changes along without being named. Everything where it names
    /// nothing, and where other records point to the entity now, as when a merge is undone.</summary>
    public static RuleChange Named(OutboxEvent change, IEnumerable<string> along) =>
        change.Changed.Count == 0 || change.Changed.Contains(MergeFields.From)
            ? All
            : Of([.. change.Changed, .. along]);
}
