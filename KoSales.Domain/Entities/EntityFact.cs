using KoSales.Domain.Timeline;

namespace KoSales.Domain.Entities;

/// <summary>What a decision made of an entity.</summary>
/// <param name="Entity">The next version.</param>
/// <param name="Type">The event's name.</param>
/// <param name="Changes">Empty when the decision changes nothing: then there is nothing to write.</param>
public sealed record EntityFact<T>(
    T Entity,
    string Type,
    TimelineKind Kind,
    IReadOnlyList<FieldChange> Changes
)
    where T : Entity
{
    /// <summary>The timeline's summary key: the event's name unless there is more to say.</summary>
    public string Summary { get; init; } = Type;

    public string? Reason { get; init; }

    /// <summary>Ids of what else took part, for the timeline; null when none.</summary>
    public IReadOnlyDictionary<string, string>? Refs { get; init; }

    public IReadOnlyList<string> Paths => [.. Changes.Select(c => c.Field)];
}
