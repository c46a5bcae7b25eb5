using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Functions.Timeline;

/// <summary>A timeline entry on the wire.</summary>
public sealed record TimelineView
{
    public required string Id { get; init; }

    public required EntityRef Entity { get; init; }

    public required TimelineKind Kind { get; init; }

    public required Instant At { get; init; }

    public required string By { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<FieldChange> Changes { get; init; }

    public IReadOnlyDictionary<string, string>? Refs { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of folded edits, when the last one was.</summary>
    public required Instant UpdatedAt { get; init; }
}

public static class TimelineLists
{
    /// <summary>Of one entity, newest first. Whether the caller may see the entity is for the function to
    /// check before.</summary>
    public static readonly ListSpec<TimelineView> Timeline = new()
    {
        Name = "timeline",
        Noun = "timeline_entry",
        Collection = Activities.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["kind"] = FieldType.Text,
            ["by"] = FieldType.Text,
            ["at"] = FieldType.Instant,
        },
        Sorts = new Dictionary<string, FieldType> { ["at"] = FieldType.Instant },
        DefaultSort = "-at",
        Base = Filter.Everything,
        Scope = _ => Filter.Everything,
    };

    public static Filter Of(string entityId) => Filter.Eq("entity.id", entityId);
}
