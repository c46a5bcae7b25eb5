using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;

namespace KoSales.Domain.Cohorts;

[JsonConverter(typeof(EntityIdConverter<CohortId>))]
public readonly record struct CohortId(string Value) : IEntityId<CohortId>
{
    public static IdFormat Format { get; } = new("cohorts", "COH-");

    public static CohortId Of(string value) => new(value);

    public override string ToString() => Value;
}

/// <summary>A named set of entities: by rule, by hand, or both. What it is; who is in it are the rows of
/// <see cref="CohortMember"/>.</summary>
/// <remarks>
/// <see cref="Document.Version"/> changes with every edit; <see cref="Definition"/> only with those that
/// can change who belongs to it. Rows are written on the
/// condition that the definition is the one they were computed by. A new <see cref="Ruling"/> needs a full
/// evaluation.
/// </remarks>
public sealed partial record Cohort : Document
{
    public const int MostPins = 10_000;

    public static readonly Collection<Cohort> Collection = new(
        "cohorts",
        () => new CohortJson(DocumentJson.NewOptions()).Cohort,
        new IndexSpec("cohorts_created", "-created_at"),
        new IndexSpec("cohorts_name", "name_key")
    );

    public required CohortId Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Not on the wire: the name's form by which lists are sorted.</summary>
    public string NameKey => Texts.SortKey(Name);

    public string? Description { get; init; }

    public required EntityKind Entity { get; init; }

    public CohortMode Mode { get; init; }

    /// <summary>The team whose records it holds, that of the manager who made it; null for everybody's, as
    /// administrators make them.</summary>
    public string? TeamId { get; init; }

    /// <summary>As it was written; null for a static cohort.</summary>
    public JsonElement? Rule { get; init; }

    /// <summary>In the order they were set; one per entity and kind.</summary>
    public IReadOnlyList<CohortPin> Pins
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Derived.</summary>
    public IReadOnlyList<string> IncludeIds => IdsOf(PinKind.Include);

    /// <summary>Derived.</summary>
    public IReadOnlyList<string> ExcludeIds => IdsOf(PinKind.Exclude);

    /// <summary>The fields that the rule reads, derived from it.</summary>
    public IReadOnlyList<string> DependsOn
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The cohorts whose members the rule asks for, derived from it.</summary>
    public IReadOnlyList<string> DependsOnCohorts
    {
        get;
        init => field = value ?? [];
    } = [];

    public CohortStatus Status { get; init; }

    /// <summary>Why the rule no longer holds, while frozen; empty otherwise.</summary>
    public IReadOnlyList<RuleFault> RuleFaults
    {
        get;
        init => field = value ?? [];
    } = [];

    public Instant? FrozenAt { get; init; }

    /// <summary>What is done for an entity that joins.</summary>
    public IReadOnlyList<CohortAction> OnEnter
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What is done for an entity that leaves.</summary>
    public IReadOnlyList<CohortAction> OnExit
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Counts the changes of mode, rule, pins and status, from 1.</summary>
    public int Definition { get; init; } = 1;

    /// <summary>Counts the changes that concern more than the entities named in them: of mode, rule and
    /// status; from 1.</summary>
    public int Ruling { get; init; } = 1;

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Rows follow the entities' changes.</summary>
    [JsonIgnore]
    public bool IsLive => Status == CohortStatus.Active && DeletedAt is null;

    private IReadOnlyList<string> IdsOf(PinKind kind) =>
        [.. Pins.Where(p => p.Kind == kind).Select(p => p.EntityId)];
}

[JsonConverter(typeof(JsonStringEnumConverter<CohortMode>))]
public enum CohortMode
{
    /// <summary>By rule alone.</summary>
    [JsonStringEnumMemberName("dynamic")]
    Dynamic,

    /// <summary>By hand alone.</summary>
    [JsonStringEnumMemberName("static")]
    Static,

    /// <summary>By rule, with what is pinned in or out by hand.</summary>
    [JsonStringEnumMemberName("hybrid")]
    Hybrid,
}

[JsonConverter(typeof(JsonStringEnumConverter<CohortStatus>))]
public enum CohortStatus
{
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Stopped by a person; members stay as they are until it is resumed.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>The rule no longer checks; members stay as they are until the rule is mended or what it
    /// misses comes back.</summary>
    [JsonStringEnumMemberName("frozen")]
    Frozen,

    /// <summary>No longer used; members stay as they were.</summary>
    [JsonStringEnumMemberName("archived")]
    Archived,
}

/// <summary>What is wrong with a stored rule.</summary>
/// <param name="Pointer">Into the cohort: <c>/rule/all/0/field</c>.</param>
public sealed record RuleFault(string Pointer, string Code, string Detail);

[JsonSerializable(typeof(Cohort))]
internal sealed partial class CohortJson : JsonSerializerContext;
