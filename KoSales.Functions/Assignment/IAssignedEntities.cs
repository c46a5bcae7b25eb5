using KoSales.Domain.Assignment;
using NodaTime;

namespace KoSales.Functions.Assignment;

/// <summary>The entities of one kind that are owned by agents. One implementation per kind, registered as a
/// singleton.</summary>
public interface IAssignedEntities
{
    EntityKind Kind { get; }

    /// <summary>As they are stored now, by id; absent and deleted ones are left out.</summary>
    ValueTask<IReadOnlyDictionary<string, AssignedEntity>> LoadAsync(
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken
    );

    /// <summary>Adds to the batch the new owners of entities with loads, timeline and one event, refused at
    /// commit (<see cref="CommitStatus.ConditionFailed"/> or
    /// <see cref="CommitStatus.VersionConflict"/>) unless all of them are open and still the old owners',
    /// and the new ones still work here.</summary>
    ValueTask AddAsync(
        WriteBatch batch,
        IReadOnlyList<Handover> handovers,
        Assigning assigning,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <param name="WhyNot">A fault code such as <c>lead.not_open</c> when it cannot be handed over at all;
/// null when it can.</param>
public sealed record AssignedEntity(
    string Id,
    int Version,
    Holder Holder,
    Instant? AssignedAt,
    string? WhyNot
)
{
    /// <summary>Null while it is on none.</summary>
    public string? PipelineId { get; init; }
}
