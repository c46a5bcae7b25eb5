using KoSales.Domain.Assignment;
using KoSales.Domain.Timeline;

namespace KoSales.Functions.Assignment;

/// <summary>What is written of a hand-over, whatever changes hands.</summary>
public static class HandoverWrites
{
    /// <summary>The members that say who has a record.</summary>
    public static readonly string[] Changing = ["owner_id", "team_id"];

    /// <summary>The members that say who has a record, for a patch.</summary>
    public static Dictionary<string, string?> MembersOf(Holder holder) =>
        new()
        {
            ["owner_id"] = JsonText.Of(holder.OwnerId),
            ["team_id"] = JsonText.Of(holder.TeamId),
        };

    /// <summary>What a hand-over sets. Who keeps a record and changed the team was not given it anew.</summary>
    /// <param name="from">Who has it now; null for nobody.</param>
    public static Dictionary<string, string?> MembersOf(Holder to, string? from, Command command)
    {
        if (to.OwnerId == from)
            return new() { ["team_id"] = JsonText.Of(to.TeamId) };
        var members = MembersOf(to);
        members["assigned_at"] = JsonText.Of(command.Now);
        return members;
    }

    /// <param name="owner">Null for nobody.</param>
    public static Filter OwnedBy(string? owner) =>
        owner is null ? Filter.Missing("owner_id") : Filter.Eq("owner_id", owner);

    /// <summary>In the timeline of what changed hands.</summary>
    public static TimelineEntry EntryOf(
        EntityKind kind,
        Handover handover,
        Assigning assigning,
        Command command
    ) =>
        Activities.Entry(
            command,
            new EntityRef(kind, handover.Id),
            TimelineKind.Assigned,
            assigning.Summary
        ) with
        {
            Changes = [.. Changes(handover.From, handover.To)],
            Reason = assigning.Claims.GetValueOrDefault(handover.Id)?.Told(moves: true),
            Refs = assigning.RefsOf(handover),
        };

    public static IEnumerable<FieldChange> Changes(Holder from, Holder to)
    {
        if (from.OwnerId != to.OwnerId)
            yield return new FieldChange("owner_id", from.OwnerId, to.OwnerId);
        if (from.TeamId != to.TeamId)
            yield return new FieldChange("team_id", from.TeamId, to.TeamId);
    }
}
