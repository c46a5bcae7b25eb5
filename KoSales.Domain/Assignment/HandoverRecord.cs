using System.Text.Json.Serialization;

namespace KoSales.Domain.Assignment;

/// <summary>Something that went along with an entity.</summary>
/// <param name="Relation">Its name, such as <c>tasks</c>.</param>
public sealed record MovedItem(string Relation, string Id, Holder From, Holder To);

/// <param name="Moved">What went along and can be given back by itself; what always follows its entity is
/// not named.</param>
public sealed record HandedOver(string Id, Holder From, Holder To, IReadOnlyList<MovedItem> Moved)
{
    /// <summary>The entity stayed with whoever has it; only things that belong to it went.</summary>
    [JsonIgnore]
    public bool IsForThingsAlone => From.IsStill(To);
}

/// <summary>What one transaction of hand-overs did, so that it can be undone. Kept until it is, or is
/// overtaken by a later one of the same id.</summary>
public sealed record HandoverRecord : Document
{
    public static readonly Collection<HandoverRecord> Collection = new(
        "handovers",
        () => new HandoverRecordJson(DocumentJson.NewOptions()).HandoverRecord,
        new IndexSpec("handovers_cause", "cause")
    );

    /// <summary>Of a single assignment the entity's id; of a job's batch <c>{job}.{batch}</c>.</summary>
    public required string Id { get; init; }

    public required EntityKind Kind { get; init; }

    /// <summary>The job, leave or claim that it is part of; null for one by hand.</summary>
    public string? Cause { get; init; }

    /// <summary>The entities counted for the daily limits of who got them. False in records from before it
    /// was kept.</summary>
    public bool IsGiven { get; init; }

    public IReadOnlyList<HandedOver> Items
    {
        get;
        init => field = value ?? [];
    } = [];

    [JsonIgnore]
    public override string Key => Id;
}

[JsonSerializable(typeof(HandoverRecord))]
internal sealed partial class HandoverRecordJson : JsonSerializerContext;
