using System.Collections.Frozen;
using KoSales.Domain.Assignment;
using KoSales.Domain.Leads;

namespace KoSales.Functions.Assignment;

/// <summary>How entities are handed over.</summary>
/// <param name="RecordId">Of the <see cref="HandoverRecord"/> that allows to undo it; null to keep
/// none.</param>
public sealed record Assigning(AssignmentMode Mode, string? RecordId = null)
{
    /// <summary>The job, leave or claim that it is part of. A record of the same cause and id is
    /// replaced.</summary>
    public string? Cause { get; init; }

    public CascadePolicy Policy { get; init; } = CascadePolicy.Default;

    /// <summary>The entities are read first and those that are no longer as the hand-over says are refused
    /// one by one. Without it everything is left to the
    /// conditions of the commit, which refuse the batch as a whole.</summary>
    public bool IsChecked { get; init; } = true;

    public DailyCount Daily { get; init; }

    /// <summary>Somebody who is away gets nothing. Not asked where something returns to whose it is.</summary>
    public bool HonoursLeave { get; init; } = true;

    /// <summary>A record that several share goes with the strongest claim to it. Not where a portfolio as a
    /// whole is lent or changes the team.</summary>
    public bool IsByClaim { get; init; } = true;

    /// <summary>Why single ones change hands, by id, for their timeline.</summary>
    public IReadOnlyDictionary<string, StrongestClaim> Claims { get; init; } =
        FrozenDictionary<string, StrongestClaim>.Empty;

    /// <summary>Key of the timeline entries and name of the event where it is one entity.</summary>
    public string Summary { get; init; } = "lead.assigned";

    /// <summary>What the timeline entry of a hand-over refers to; null for nothing.</summary>
    internal IReadOnlyDictionary<string, string>? RefsOf(Handover handover)
    {
        if (Claims.TryGetValue(handover.Id, out var claim))
            return ClaimRefs.Of(claim);
        return Cause is { } cause ? new Dictionary<string, string> { ["cause"] = cause } : null;
    }
}

/// <summary>How entities are handed over, and on whose command.</summary>
public sealed record HandoverOrder(Assigning Assigning, Command Command)
{
    /// <summary>By which it can be taken back.</summary>
    public HandoverRecord RecordOf(string id, EntityKind kind, IReadOnlyList<HandedOver> items) =>
        new()
        {
            Id = id,
            Kind = kind,
            Cause = Assigning.Cause,
            IsGiven = Assigning.Daily == DailyCount.Given,
            Items = items,
            CreatedAt = Command.Now,
            UpdatedAt = Command.Now,
            CreatedBy = Command.Actor.Id,
            UpdatedBy = Command.Actor.Id,
        };
}

/// <summary>What a hand-over means for daily limits.</summary>
public enum DailyCount
{
    /// <summary>Who gets an entity was given it today.</summary>
    Given,

    /// <summary>Nothing is given anew: it is looked after for somebody, returns, or only its team
    /// changes.</summary>
    Unchanged,

    /// <summary>As before, and who loses it was not given it today after all.</summary>
    TakenBack,
}

/// <param name="Code">Why: <c>assignment.absent</c>, <c>assignment.changed</c>, or what the entity itself
/// says, such as <c>lead.not_open</c>.</param>
public sealed record RefusedHandover(string Id, string Code);

/// <summary>What a batch of hand-overs does, once it is committed.</summary>
/// <param name="Items">In the order of the hand-overs, without the refused ones.</param>
public sealed record CascadeResult(
    IReadOnlyList<HandedOver> Items,
    IReadOnlyList<RefusedHandover> Refused
)
{
    /// <summary>Entities that change hands, by who gets them; nobody is <c>""</c>.</summary>
    public IReadOnlyDictionary<string, int> TakenByAgent =>
        Items.GroupBy(i => i.To.OwnerId ?? "").ToDictionary(g => g.Key, g => g.Count());
}

/// <summary>What an undo does, once it is committed.</summary>
/// <param name="Reversed">Entities that go back.</param>
/// <param name="Kept">Entities that changed since and stay where they are.</param>
/// <param name="ItemsReversed">Tasks and the like that go back with them.</param>
public sealed record UndoResult(
    IReadOnlyList<string> Reversed,
    IReadOnlyList<RefusedHandover> Kept,
    int ItemsReversed
);

/// <param name="Policy">The one that would apply.</param>
public sealed record RelationPreview(string Name, RelationPolicy Policy, RelationCount Count);

/// <summary>Hand-overs, without those that cannot be.</summary>
internal sealed record CheckedHandovers(
    IReadOnlyList<Handover> Sound,
    IReadOnlyList<RefusedHandover> Refused
);

/// <summary>What goes back, and whose record says so.</summary>
/// <param name="Items">All of it, also where only things go back.</param>
/// <param name="Back">The hand-overs of the entities that go back themselves.</param>
internal sealed record WayBack(
    HandoverRecord Record,
    HandedOver[] Items,
    Handover[] Back,
    Command Command
)
{
    public Cascading Along(IAssignmentRelation relation) =>
        new(Record.Kind, Back, relation.Default, Command) { IsBulk = true };
}
