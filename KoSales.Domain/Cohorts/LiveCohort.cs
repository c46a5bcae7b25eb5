using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;
using NodaTime;

namespace KoSales.Domain.Cohorts;

/// <summary>A cohort ready to be asked who belongs to it. Thread-safe.</summary>
/// <param name="rule">Null for a static cohort.</param>
public sealed class LiveCohort(Cohort cohort, CompiledRule? rule)
{
    private readonly PinTable _pins =
        cohort.Mode == CohortMode.Dynamic ? PinTable.Empty : new PinTable(cohort.Pins);

    public Cohort Cohort => cohort;

    public string Id { get; } = cohort.Id.Value;

    public CompiledRule? Rule => rule;

    public IReadOnlyCollection<string> Pinned => _pins.EntityIds;

    /// <summary>Whether time alone may change who belongs to it by its rule.</summary>
    public bool IsTimed => rule?.IsTimed is true;

    /// <summary>Whether time alone may change who belongs to it at all.</summary>
    public bool MayChangeByTime { get; } =
        rule?.IsTimed is true || cohort.Pins.Any(p => p.ExpiresAt is not null);

    public CohortPin? PinInForce(string entityId, Instant now) => _pins.InForce(entityId, now);

    /// <summary>Whether an entity belongs to it, and until when that stays so by time alone.</summary>
    public Judgement Judge(RuleSubject subject, FilterClock clock)
    {
        var pin = _pins.InForce(subject.Id, clock.Now);
        var outlook = OutlookOf(subject, clock);
        return new Judgement(
            Membership.Of(cohort.Mode, pin, outlook.Holds),
            PinTable.Earliest(outlook.NextChange, _pins.NextExpiry(subject.Id, clock.Now))
        );
    }

    private Outlook OutlookOf(RuleSubject subject, FilterClock clock) =>
        IsTimed
            ? rule!.OutlookOf(subject, clock)
            : new Outlook(rule is not null && rule.Matches(subject, clock), null);

    /// <summary>Actions of joining or of leaving.</summary>
    public IReadOnlyList<CohortAction> Actions(bool joined) =>
        joined ? cohort.OnEnter : cohort.OnExit;
}
