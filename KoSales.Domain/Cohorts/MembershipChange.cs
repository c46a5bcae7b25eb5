using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;
using NodaTime;

namespace KoSales.Domain.Cohorts;

/// <summary>What has to be written about one entity and one cohort.</summary>
/// <param name="Before">Null: it is no member.</param>
public sealed record MembershipChange(
    LiveCohort Cohort,
    string EntityId,
    CohortMember? Before,
    Standing After
)
{
    public bool IsJoin => Before is null && After.IsMember;

    public bool IsLeave => Before is not null && !After.IsMember;
}

/// <summary>A scheduled re-evaluation that has to be set, moved or, with null, removed.</summary>
public sealed record ReevaluationChange(LiveCohort Cohort, string EntityId, Instant? DueAt);

/// <summary>What is stored about one entity.</summary>
/// <param name="Members">Its rows by cohort: of all cohorts where rules ask for cohorts, else at least of
/// those that are asked.</param>
/// <param name="Reevaluations">Its scheduled re-evaluations by cohort.</param>
public sealed record EntityRows(
    string EntityId,
    IReadOnlyDictionary<string, CohortMember> Members,
    IReadOnlyDictionary<string, Instant> Reevaluations
);

/// <summary>Compares what is stored about an entity with what its cohorts say now.</summary>
/// <remarks>Cohorts are asked in the order of their references, and a changed membership has the cohorts
/// that ask for it asked too: one pass settles all.</remarks>
public sealed class MembershipPass(CohortSelection selection, FilterClock clock)
{
    private readonly HashSet<string> _entities = new(StringComparer.Ordinal);

    public List<MembershipChange> Changes { get; } = [];

    public List<ReevaluationChange> Reevaluations { get; } = [];

    /// <summary>The entities about which something is to be written.</summary>
    public IReadOnlyCollection<string> EntityIds => _entities;

    public bool IsSettled => _entities.Count == 0;

    /// <param name="subject">Null when the entity is gone or deleted, hence belongs to none.</param>
    public void Compare(EntityRows rows, RuleSubject? subject)
    {
        if (selection.AsksForCohorts)
        {
            CompareInOrder(rows, subject);
            return;
        }

        foreach (var place in selection.Places)
            Settle(selection.Index.Cohorts[place], rows, subject);
    }

    private void CompareInOrder(EntityRows rows, RuleSubject? subject)
    {
        HashSet<string> memberships = new(rows.Members.Keys, StringComparer.Ordinal);
        SortedSet<int> open = [.. selection.Places];
        RuleSubject? seen = null;
        while (open.Count > 0)
        {
            var place = open.Min;
            open.Remove(place);
            seen ??= subject?.InCohorts(memberships);
            var cohort = selection.Index.Cohorts[place];
            if (!Settle(cohort, rows, seen))
                continue;
            Turn(memberships, cohort.Id);
            seen = null;
            open.UnionWith(selection.Index.Dependents(place));
        }
    }

    /// <summary>In it: out; out of it: in.</summary>
    private static void Turn(HashSet<string> memberships, string cohortId)
    {
        if (!memberships.Remove(cohortId))
            memberships.Add(cohortId);
    }

    /// <summary>True when the entity joins or leaves.</summary>
    private bool Settle(LiveCohort cohort, EntityRows rows, RuleSubject? subject)
    {
        var before = rows.Members.GetValueOrDefault(cohort.Id);
        var (after, nextChange) = subject is null ? Judgement.Gone : cohort.Judge(subject, clock);
        SettleReevaluation(cohort, rows, nextChange);
        var moved = after.IsMember != before is not null;
        if (moved || (before is not null && before.Source != after.Source))
            Add(new MembershipChange(cohort, rows.EntityId, before, after));
        return moved;
    }

    private void SettleReevaluation(LiveCohort cohort, EntityRows rows, Instant? next)
    {
        Instant? stored = rows.Reevaluations.TryGetValue(cohort.Id, out var at) ? at : null;
        if (stored == next)
            return;
        Reevaluations.Add(new ReevaluationChange(cohort, rows.EntityId, next));
        _entities.Add(rows.EntityId);
    }

    private void Add(MembershipChange change)
    {
        Changes.Add(change);
        _entities.Add(change.EntityId);
    }
}
