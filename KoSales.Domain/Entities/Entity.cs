using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Workflows;
using NodaTime;

namespace KoSales.Domain.Entities;

/// <summary>A record of the business: somebody owns it, it goes through the stages of a pipeline, tasks are
/// about it, rules find it.</summary>
public abstract record Entity : Document, ICustomized
{
    /// <summary>Null while it is on none.</summary>
    public string? PipelineId { get; init; }

    /// <summary>Mirrors the pipeline.</summary>
    public string? Stage { get; init; }

    /// <summary>Null while it is in the pool of its team.</summary>
    public string? OwnerId { get; init; }

    public string? TeamId { get; init; }

    public Instant? AssignedAt { get; init; }

    public IReadOnlyList<string> Tags
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The record into which it was merged, which hides it; null otherwise.</summary>
    public string? DuplicateOf { get; init; }

    /// <summary>Values of custom fields by key, checked when written. Keys of removed fields stay until the
    /// next edit.</summary>
    public IReadOnlyDictionary<string, JsonElement> Custom
    {
        get;
        init => field = value ?? FrozenDictionary<string, JsonElement>.Empty;
    } = FrozenDictionary<string, JsonElement>.Empty;

    /// <summary>Not on the wire: what name search and sorting by name compare.</summary>
    public string NameKey => Texts.SortKey(ShownName);

    [JsonIgnore]
    public abstract EntityRef Ref { get; }

    /// <summary>What lists call it.</summary>
    [JsonIgnore]
    public abstract string ShownName { get; }

    /// <summary>Whether it is worked: only open ones change hands.</summary>
    [JsonIgnore]
    public abstract bool IsOpen { get; }

    /// <summary>As on the wire.</summary>
    [JsonIgnore]
    public abstract string StatusName { get; }

    /// <summary>Why nothing about it can be changed any more; null while it can.</summary>
    [JsonIgnore]
    public virtual Fault? Objection => null;

    /// <summary>Channels by which it may not be contacted.</summary>
    [JsonIgnore]
    public virtual IReadOnlySet<ConsentChannel> Barred => FrozenSet<ConsentChannel>.Empty;

    /// <summary>Types of which it has a verified document.</summary>
    [JsonIgnore]
    public virtual IReadOnlySet<string> VerifiedDocuments => FrozenSet<string>.Empty;

    /// <summary>Why it cannot be restored like one that was deleted; null where it can.</summary>
    public Fault? ObjectionToRestoring() =>
        DuplicateOf is { } into
            ? Fault.Conflict(
                "merge.undo_instead",
                $"It was merged into {into}; undo that instead.",
                ("survivor_id", into)
            )
            : null;

    /// <summary>Why it cannot follow its pipeline into the stage; null where it can.</summary>
    public virtual Fault? ObjectionToEntering(StageDefinition stage) => null;

    /// <summary>With the status and whatever else follows from the stage.</summary>
    /// <param name="reason">Of an end; null at any other stage.</param>
    public abstract Entity At(StageDefinition stage, string? reason, Instant now);
}
