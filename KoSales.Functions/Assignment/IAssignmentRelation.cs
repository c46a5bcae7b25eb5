using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Functions.Assignment;

/// <summary>What belongs to entities and may change hands with them: pipelines, tasks, later contacts and
/// deals. One implementation each, registered as a singleton.</summary>
public interface IAssignmentRelation
{
    /// <summary>As policies name it: <c>tasks</c>.</summary>
    string Name { get; }

    RelationPolicy Default { get; }

    /// <summary>Those that may be asked for.</summary>
    IReadOnlyCollection<RelationPolicy> Policies { get; }

    bool BelongsTo(EntityKind kind);

    /// <summary>Whether its records name everything that they come of, as an order names the lead of its
    /// deal. They are found from whatever is handed over, and not once more from what goes along with
    /// it.</summary>
    bool IsFoundFromAbove => false;

    /// <summary>Adds to the batch what goes along, counted for the agents concerned. Called again with a
    /// fresh batch when the commit was refused. Returns what can
    /// be given back by itself, by entity.</summary>
    ValueTask<ILookup<string, MovedItem>> AddAsync(
        WriteBatch batch,
        Cascading cascading,
        CancellationToken cancellationToken
    );

    /// <summary>How many would go where; nothing is written.</summary>
    ValueTask<RelationCount> CountAsync(Cascading cascading, CancellationToken cancellationToken);

    /// <summary>Adds to the batch what is given back: items still open and with whom they went to, or lent
    /// on from there. Returns how many.</summary>
    ValueTask<int> RestoreAsync(
        WriteBatch batch,
        IReadOnlyList<MovedItem> items,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <param name="Handovers">Of distinct entities of one kind.</param>
public sealed record Cascading(
    EntityKind Kind,
    IReadOnlyList<Handover> Handovers,
    RelationPolicy Policy,
    Command Command
)
{
    /// <summary>One event tells of all of them: none for each thing that goes along.</summary>
    public bool IsBulk { get; init; }

    /// <summary>Set on the way back: only what was made meanwhile goes along, since everything else is
    /// given back thing by thing.</summary>
    public Instant? MadeSince { get; init; }

    /// <summary>A record that several share goes with the strongest claim, not just along. Not where a
    /// portfolio as a whole is lent, returns or changes the team.</summary>
    public bool IsByClaim { get; init; }

    /// <summary>Of all relations.</summary>
    public CascadePolicy Policies { get; init; } = CascadePolicy.Default;

    public IReadOnlyList<string> Ids => [.. Handovers.Select(h => h.Id)];
}

/// <summary>What becomes, or would become, of the open things of a relation.</summary>
public sealed record RelationCount(int Transferred, int Kept, int Unassigned)
{
    public static readonly RelationCount None = new(0, 0, 0);

    /// <summary>Those that several share, with why they go or stay.</summary>
    public IReadOnlyList<ClaimedRecord> Claimed { get; init; } = [];
}
