using KoSales.Domain.Cohorts;

namespace KoSales.Functions.Cohorts.Actions;

/// <summary>Entities of one kind, as cohorts show them and act on them. One implementation per kind,
/// registered as a singleton.</summary>
public interface ICohortEntity
{
    EntityKind Kind { get; }

    /// <summary>How they are shown, and which of them an actor may see.</summary>
    ListSpec List { get; }

    /// <summary>Does what a cohort asks for, in one transaction in which the command records its
    /// answer. Refused where the entity's own rules forbid it; doing it where it is done already is
    /// no refusal.</summary>
    Task<Verdict<CohortActed>> ActAsync(
        CohortAction action,
        string entityId,
        Command command,
        CancellationToken cancellationToken
    );
}

/// <param name="Recorded">False: there was nothing to write, so no answer was recorded.</param>
public readonly record struct CohortActed(bool Recorded);

/// <summary>Kind → its entities.</summary>
public sealed class CohortEntities(IEnumerable<ICohortEntity> all)
{
    private readonly Dictionary<EntityKind, ICohortEntity> _byKind = all.ToDictionary(e => e.Kind);

    /// <exception cref="KeyNotFoundException">There are no cohorts of this kind.</exception>
    public ICohortEntity Of(EntityKind kind) => _byKind[kind];
}
