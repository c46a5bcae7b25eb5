using KoSales.Domain.Assignment;
using KoSales.Domain.Planning;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>The entities of one kind, as planning sees them. One implementation per kind, registered as a
/// singleton.</summary>
public interface IPlanSubjects
{
    EntityKind Kind { get; }

    Collection Collection { get; }

    PlanSubject Read(RawDocument stored);

    /// <summary>Whether the actor may hand out what is so held.</summary>
    bool Sees(Actor actor, Holder holder);

    /// <summary>What can change hands.</summary>
    Filter Open { get; }

    /// <summary>Whether the limits of agents, on open work and by the day, are about them; otherwise agents
    /// take any number.</summary>
    bool HasLimits { get; }

    /// <summary>Who knew the person of a subject before, by the subject's id; subjects that nobody knew are
    /// left out.</summary>
    /// <param name="closedOnly">Only what is closed by now counts, since open ones may be handed out
    /// themselves.</param>
    ValueTask<IReadOnlyDictionary<string, string>> KnownByAsync(
        IReadOnlyList<PlanSubject> subjects,
        bool closedOnly,
        CancellationToken cancellationToken
    );
}

public static class PlanPortfolios
{
    /// <summary>What an agent holds that can change hands.</summary>
    public static Filter PortfolioOf(this IPlanSubjects subjects, string agentId) =>
        Filter.AllOf(Filter.Eq("owner_id", agentId), subjects.Open);
}

/// <param name="IsOpen">Can change hands.</param>
/// <param name="Keys">Blind indexes by which the same person is known again: field → value.</param>
public sealed record PlanSubject(
    string Id,
    int Version,
    bool IsOpen,
    Holder Holder,
    PlanTraits Traits,
    IReadOnlyList<(string Field, string Value)> Keys
);
