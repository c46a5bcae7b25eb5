using KoSales.Domain.Assignment;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Domain.Timeline;
using NodaTime;

namespace KoSales.Domain.Merges;

/// <summary>Two records of the same somebody become one, and two again.</summary>
/// <param name="noun">As in events: <c>lead</c>.</param>
public sealed class Merging<T>(string noun, FieldTable<T> table)
    where T : Entity
{
    /// <summary>Why the two cannot be merged; null where they can.</summary>
    public static Fault? Objection(T survivor, T loser) =>
        survivor.Objection
        ?? loser.Objection
        ?? (
            survivor.IsOpen
                ? null
                : Fault.Conflict(
                    "merge.survivor_closed",
                    $"{survivor.Key} is {survivor.StatusName}; merge into the one that is worked, or reopen it first.",
                    ("current_status", survivor.StatusName)
                )
        );

    /// <summary>What stays.</summary>
    /// <param name="merged">The survivor with its fields as they will be.</param>
    public EntityFact<T> Absorb(T survivor, T merged, T loser, Command command) =>
        new(
            Next(merged, command),
            $"{noun}.merged",
            TimelineKind.Status,
            [
                .. table.Differences(survivor, merged),
                new FieldChange(MergeFields.From, null, loser.Key),
            ]
        )
        {
            Refs = Between(survivor, loser),
        };

    /// <summary>What goes: hidden, and says where it went.</summary>
    public EntityFact<T> GiveWay(T loser, T survivor, Command command) =>
        new(
            Next((T)(loser with { DeletedAt = command.Now, DuplicateOf = survivor.Key }), command),
            $"{noun}.merged",
            TimelineKind.Status,
            [
                new FieldChange("duplicate_of", null, survivor.Key),
                new FieldChange("deleted_at", null, InstantConverter.Write(command.Now)),
            ]
        )
        {
            Refs = Between(survivor, loser),
        };

    /// <summary>The loser, there again.</summary>
    /// <param name="loser">With whatever it gets back.</param>
    /// <param name="to">Who has it from now on.</param>
    public EntityFact<T> Return(T loser, T survivor, Holder to, Command command)
    {
        var back = (T)(
            loser with
            {
                DeletedAt = null,
                DuplicateOf = null,
                OwnerId = to.OwnerId,
                TeamId = to.TeamId,
            }
        );
        return new EntityFact<T>(
            Next(back, command),
            $"{noun}.restored",
            TimelineKind.Status,
            [new FieldChange("duplicate_of", survivor.Key, null), .. table.Differences(loser, back)]
        )
        {
            Summary = $"{noun}.unmerged",
            Refs = Between(survivor, loser),
        };
    }

    /// <summary>The survivor without what it got of the loser.</summary>
    public EntityFact<T> GiveBack(T survivor, T after, T loser, Command command) =>
        new(
            Next(after, command),
            $"{noun}.updated",
            TimelineKind.Status,
            [
                .. table.Differences(survivor, after),
                new FieldChange(MergeFields.From, loser.Key, null),
            ]
        )
        {
            Summary = $"{noun}.unmerged",
            Refs = Between(survivor, loser),
        };

    private static T Next(T entity, Command command) =>
        (T)(
            entity with
            {
                Version = entity.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        );

    private static Dictionary<string, string> Between(T survivor, T loser) =>
        new() { ["survivor_id"] = survivor.Key, ["loser_id"] = loser.Key };
}

/// <summary>What events and timelines name that is no field of a record.</summary>
public static class MergeFields
{
    /// <summary>Of the record that stays, when it takes over all that points to another and when it gives
    /// that back.</summary>
    public const string From = "merged_from";
}

/// <summary>Bounds of merges.</summary>
public static class MergeBounds
{
    /// <summary>As many records as one transaction re-points. More are not somebody's double but a busy
    /// account, and would hold the writer too long.</summary>
    public const int MostRepointed = 500;

    /// <summary>So long can a merge be undone.</summary>
    public static readonly Duration Undo = Duration.FromDays(7);
}
