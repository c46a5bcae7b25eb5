using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Rules;

/// <summary>A checked rule, ready to be asked of any number of subjects from any thread.</summary>
public sealed class CompiledRule
{
    private readonly RuleNode _root;

    private CompiledRule(Filter filter, RuleNode root, IReadOnlyList<RuleSlot> slots)
    {
        (Filter, _root, Slots) = (filter, root, slots);
        Depends = slots.Select(s => s.Field.Path).ToHashSet();
        Cohorts = RuleReferences.Of(filter).Select(r => r.CohortId).ToHashSet();
    }

    public Filter Filter { get; }

    /// <summary>Paths of the fields and facts that it names.</summary>
    public IReadOnlySet<string> Depends { get; }

    /// <summary>Ids of the cohorts whose membership it asks for.</summary>
    public IReadOnlySet<string> Cohorts { get; }

    /// <summary>Whether its outcome may change by time alone. False: there is never a next change.</summary>
    public bool IsTimed => _root.IsTimed;

    internal IReadOnlyList<RuleSlot> Slots { get; }

    /// <param name="filter">Checked against the same catalog by <see cref="RuleCheck"/>.</param>
    /// <param name="fields">Shared by all rules that are to be asked of the same subjects.</param>
    /// <exception cref="ArgumentException">The filter names a field that the catalog lacks.</exception>
    public static CompiledRule Of(Filter filter, RuleCatalog catalog, RuleFields fields)
    {
        Dictionary<string, RuleSlot> slots = [];
        RuleSlot SlotOf(string path) =>
            slots.TryGetValue(path, out var known)
                ? known
                : slots[path] = fields.Of(
                    catalog.Find(path)
                        ?? throw new ArgumentException(
                            $"there is no field '{path}'",
                            nameof(filter)
                        )
                );

        var root = RuleNode.Of(filter, SlotOf);
        return new CompiledRule(filter, root, [.. slots.Values]);
    }

    public bool Matches(RuleSubject subject, FilterClock clock) => _root.Holds(subject, clock);

    /// <summary>For a single question; a clock of its own is better where many are asked at one
    /// moment.</summary>
    public bool Matches(RuleSubject subject, Instant now) => Matches(subject, new FilterClock(now));

    /// <summary>Whether it matches and when that may change by time alone, for the price of little more
    /// than the first.</summary>
    public Outlook OutlookOf(RuleSubject subject, FilterClock clock) =>
        _root.OutlookOf(subject, clock);

    /// <summary>The earliest moment after now at which the outcome may be another although nothing is
    /// written; until then it is as it is now. Null: it stays.</summary>
    public Instant? NextChange(RuleSubject subject, FilterClock clock) =>
        OutlookOf(subject, clock).NextChange;

    public Instant? NextChange(RuleSubject subject, Instant now) =>
        NextChange(subject, new FilterClock(now));

    /// <summary>What each node of the rule comes to for the subject, and why.</summary>
    public RuleExplanation Explain(RuleSubject subject, Instant now) =>
        RuleExplanation.Of(this, subject, now);
}
