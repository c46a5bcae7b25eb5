using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.Fields;
using KoSales.Domain.Merges;
using NodaTime;

namespace KoSales.Functions.Merges;

/// <summary>What is to be merged into the record of the path.</summary>
public sealed record MergeInto
{
    [Description("The record that goes: it is hidden, and asking for it leads to the survivor.")]
    [StringLength(FieldLimits.Id, MinimumLength = 1)]
    public required string LoserId { get; init; }

    [Description(
        "Path → survivor or loser, for fields that are not to be as by default: the survivor's where it has one, lists united."
    )]
    public IReadOnlyDictionary<string, string>? Fields { get; init; }
}

/// <summary>Records of one relation that point to the survivor from now on.</summary>
/// <param name="Relation">tasks_by_hand, tasks, notes, calls, signals, deals, draft_orders, contacts, leads.</param>
public sealed record RepointedCount(string Relation, int Count);

/// <summary>A merge. A second one of the same two returns that of the first.</summary>
public sealed record MergeDone
{
    public required string SurvivorId { get; init; }

    public required string LoserId { get; init; }

    public required Instant At { get; init; }

    public required string By { get; init; }

    [Description("So long it can be undone.")]
    public required Instant UndoUntil { get; init; }

    public required IReadOnlyList<RepointedCount> Repointed { get; init; }

    internal static MergeDone Of(MergeRecord record) =>
        new()
        {
            SurvivorId = record.SurvivorId,
            LoserId = record.Id,
            At = record.CreatedAt,
            By = record.CreatedBy,
            UndoUntil = record.UndoUntil,
            Repointed = [.. record.Counts.Select(c => new RepointedCount(c.Key, c.Value))],
        };
}

/// <summary>What a merge would do now.</summary>
public sealed record MergePlan
{
    public required string SurvivorId { get; init; }

    public required string LoserId { get; init; }

    [Description("Those that are empty on both sides are left out; personal ones are masked.")]
    public required IReadOnlyList<MergedField> Fields { get; init; }

    public required IReadOnlyList<RepointedCount> Repointed { get; init; }

    [Description("The loser's pipeline, which is closed with the open tasks of its stage.")]
    public string? EndsPipelineId { get; init; }
}

/// <summary>What an undo came to. A second one returns that of the first.</summary>
public sealed record MergeUndone
{
    public required string SurvivorId { get; init; }

    public required string LoserId { get; init; }

    public required Instant At { get; init; }

    public required string By { get; init; }

    [Description("By relation, fields and personal_data: what is as before.")]
    public required IReadOnlyDictionary<string, int> Reversed { get; init; }

    [Description("What was changed since the merge, and stays with the survivor.")]
    public required IReadOnlyDictionary<string, int> Kept { get; init; }

    public required IReadOnlyList<string> KeptFields { get; init; }

    internal static MergeUndone Of(MergeRecord record, MergeUndo undo) =>
        new()
        {
            SurvivorId = record.SurvivorId,
            LoserId = record.Id,
            At = undo.At,
            By = undo.By,
            Reversed = undo.Reversed,
            Kept = undo.Kept,
            KeptFields = undo.KeptFields,
        };
}

/// <summary>Records that may be the same somebody, the surest first.</summary>
public sealed record DuplicatesFound(IReadOnlyList<DuplicateCandidate> Candidates);

public sealed record DuplicateCandidate
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DuplicateGrade Grade { get; init; }

    public required IReadOnlyList<DuplicateReason> Reasons { get; init; }

    public required string Status { get; init; }

    public string? OwnerId { get; init; }

    public required Instant CreatedAt { get; init; }
}

[JsonSerializable(typeof(MergeInto))]
[JsonSerializable(typeof(MergeDone))]
[JsonSerializable(typeof(MergePlan))]
[JsonSerializable(typeof(MergeUndone))]
[JsonSerializable(typeof(DuplicatesFound))]
internal sealed partial class MergeJson : JsonSerializerContext
{
    public static readonly MergeJson Wire = new(DocumentJson.NewOptions());
}
