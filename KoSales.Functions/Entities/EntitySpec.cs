using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Places;
using KoSales.Functions.Entities.Making;

namespace KoSales.Functions.Entities;

/// <summary>What mechanisms need to know of one kind of entity. Static, one per kind.</summary>
public sealed record EntitySpec<T>
    where T : Entity
{
    public required EntityKind Kind { get; init; }

    /// <summary>Null for entities that go through no pipeline.</summary>
    public PipelineKind? Pipeline { get; init; }

    public required Collection<T> Collection { get; init; }

    public required FieldTable<T> Fields { get; init; }

    public required ListSpec List { get; init; }

    /// <summary>Those that are worked, hence can change hands.</summary>
    public required Filter Open { get; init; }

    /// <summary>As on the wire; an entity that enters one emits <c>{noun}.{status}</c>.</summary>
    public required IReadOnlyList<string> StatusNames { get; init; }

    /// <summary>Events that tell of its changes and that only this kind has: <c>lead.enquired_again</c>.</summary>
    public IReadOnlyList<string> OwnEvents { get; init; } = [];

    /// <summary>How it is given out many at a time.</summary>
    public EntityPlanning Planning { get; init; } = new();

    /// <summary>The path of its amount in rupees, a number, which boards add up; null for none.</summary>
    public string? AmountPath { get; init; }

    public string Noun => List.Noun;

    public EntityFields<T> With(CustomFieldSet customFields) => new(Fields, customFields);

    public Fault NotFound(string id) => Fault.NotFound(Noun, QueryFaults.Shown(id));

    public Fault Busy(string id) => Fault.Busy($"{Noun}.busy", $"The {Noun} {id}");
}

/// <summary>What planning needs to know of one kind of entity.</summary>
public sealed record EntityPlanning
{
    /// <summary>Statuses of those that can change hands, as on the wire.</summary>
    public IReadOnlyCollection<string> OpenStatuses { get; init; } = ["open"];

    /// <summary>Members by which the same person or business is known again, each with an index.</summary>
    public IReadOnlyList<string> KnownBy { get; init; } = [];

    /// <summary>Whether the limits of agents, on open work and by the day, are about them.</summary>
    public bool HasLimits { get; init; }
}

/// <summary>How entities of one kind are made and changed by the shared use cases. Static, one per kind that
/// has no use cases of its own for it.</summary>
public sealed record EntityLife<T>(EntitySpec<T> Spec)
    where T : Entity
{
    public required EntityDecisions<T> Decisions { get; init; }

    /// <summary>An entity of which nothing is known yet, without a number.</summary>
    public required T Blank { get; init; }

    /// <summary>The entity with the next number of its kind.</summary>
    public required Func<T, IdAllocator, CancellationToken, ValueTask<T>> Numbered { get; init; }

    /// <summary>Fields that name other entities.</summary>
    public IReadOnlyList<EntityReference<T>> References { get; init; } = [];

    /// <summary>What only one entity may have, each held by a unique index.</summary>
    public IReadOnlyList<EntityUnique<T>> Uniques { get; init; } = [];

    /// <summary>Of entities with personal data: a person must have a name.</summary>
    public bool NeedsFullName { get; init; }

    /// <summary>Where it is, for what is odd about its numbers; null for nowhere.</summary>
    public Func<T, Locality?> PlaceOf { get; init; } = _ => null;

    /// <summary>The member that holds the place.</summary>
    public string PlaceAt { get; init; } = "address";
}

/// <summary>What only one living entity may have.</summary>
/// <param name="Index">The unique index that refuses a second one.</param>
/// <param name="Same">Finds the one that has the same.</param>
/// <param name="Taken">The fault, given the id of the one in the way; null where the caller does not see
/// it.</param>
public sealed record EntityUnique<T>(string Index, Func<T, Filter> Same, Func<string?, Fault> Taken)
    where T : Entity;
