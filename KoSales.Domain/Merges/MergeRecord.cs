using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Pii;
using NodaTime;

namespace KoSales.Domain.Merges;

/// <summary>A record that was made to point to the survivor.</summary>
/// <param name="Relation">Such as <c>notes</c>.</param>
/// <param name="Version">As the merge left it.</param>
public sealed record RepointedItem(string Relation, string Id, int Version);

/// <summary>What an undo came to.</summary>
/// <param name="Kept">What was changed since and stays with the survivor.</param>
public sealed record MergeUndo(
    Instant At,
    string By,
    IReadOnlyDictionary<string, int> Reversed,
    IReadOnlyDictionary<string, int> Kept
)
{
    /// <summary>Paths of the survivor's fields that were changed since.</summary>
    public IReadOnlyList<string> KeptFields
    {
        get;
        init => field = value ?? [];
    } = [];
}

/// <summary>What one merge did, so that it can be undone. Personal values are in it as the vault encrypts
/// them, under the key of their subject.</summary>
public sealed record MergeRecord : Document
{
    public static readonly Collection<MergeRecord> Collection = new(
        "merges",
        () => new MergeRecordJson(DocumentJson.NewOptions()).MergeRecord,
        new IndexSpec("merges_survivor", "survivor_id")
    );

    /// <summary>What counts call <see cref="Pins"/>.</summary>
    public const string CohortPins = "cohort_pins";

    /// <summary>The loser's id: a later merge of the same record takes the place of an undone one.</summary>
    public required string Id { get; init; }

    public required EntityKind Kind { get; init; }

    public required string SurvivorId { get; init; }

    public IReadOnlyList<RepointedItem> Items
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Of cohorts, which name the survivor since.</summary>
    public IReadOnlyList<MovedPin> Pins
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The survivor as it was stored before; null once it is erased.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>The survivor as the merge left it.</summary>
    public JsonElement? After { get; init; }

    /// <summary>The survivor's personal data before; null where the two shared them.</summary>
    public PiiDocument? PersonalBefore { get; init; }

    public PiiDocument? PersonalAfter { get; init; }

    public MergeUndo? Undone { get; init; }

    [JsonIgnore]
    public Instant UndoUntil => CreatedAt + MergeBounds.Undo;

    [JsonIgnore]
    public IReadOnlyDictionary<string, int> Counts =>
        Items
            .Select(i => i.Relation)
            .Concat(Pins.Select(_ => CohortPins))
            .CountBy(relation => relation)
            .ToDictionary();

    [JsonIgnore]
    public override string Key => Id;

    /// <summary>That it cannot be undone while another record has what only one may have, such as the phone of an
    /// open lead: which one, to who sees it, and what to do about it.</summary>
    /// <param name="taken">What a second record with it would be told; its facts stay.</param>
    public static Fault TakenSince(string loserId, string survivorId, Fault taken) =>
        new(
            FaultKind.Conflict,
            "merge.undo_taken",
            HolderIn(taken) is { } holder
                ? $"{holder} has a phone or another key of {loserId} by now: merge it into {survivorId}, or close it or give it another one, and undo again."
                : $"A record that you do not see has a phone or another key of {loserId} by now; ask whoever has it, or a manager, to close it, and undo again."
        )
        {
            Facts = taken.Facts,
        };

    /// <summary>Which record the refusal of a second one names; null where the caller does not see it.</summary>
    public static string? HolderIn(Fault taken) =>
        taken.Facts is { } facts && facts.TryGetValue(Fault.ExistingId, out var holder)
            ? holder.ToString()
            : null;

    /// <summary>Why it cannot be undone; null where it can.</summary>
    public Fault? ObjectionToUndo(Instant now)
    {
        if (now > UndoUntil)
            return Fault.Conflict(
                "merge.undo_expired",
                "A merge can be undone for seven days; make a new record instead."
            );
        return Before is null
            ? new Fault(
                FaultKind.Gone,
                "merge.erased",
                "The personal data of the two was erased; the merge can no longer be undone."
            )
            : null;
    }
}

[JsonSerializable(typeof(MergeRecord))]
internal sealed partial class MergeRecordJson : JsonSerializerContext;

/// <summary>What records of merges keep of personal data.</summary>
public sealed class MergePersonalCopies : IPersonalDataHolder
{
    private static readonly Dictionary<string, string?> Blank = new()
    {
        ["before"] = null,
        ["after"] = null,
        ["personal_before"] = null,
        ["personal_after"] = null,
        ["pins"] = null,
    };

    public IReadOnlyCollection<Collection> Holds { get; } = [MergeRecord.Collection];

    public IReadOnlyList<PersonalCopy> CopiesOf(Erasure erasure)
    {
        string[] ids = [.. erasure.Subjects.Select(s => s.Id)];
        return
        [
            new PersonalCopy(MergeRecord.Collection, Filter.In("id", ids), Blank),
            new PersonalCopy(MergeRecord.Collection, Filter.In("survivor_id", ids), Blank),
        ];
    }
}
