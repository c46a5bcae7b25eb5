using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Rules;

/// <summary>Whether a rule matches now, and until when that stays so as long as nothing is written.</summary>
/// <param name="NextChange">The earliest moment after now at which the outcome may be another; null for
/// never.</param>
public readonly record struct Outlook(bool Holds, Instant? NextChange);

/// <summary>A filter made ready to be asked: nothing is allocated or converted per subject.</summary>
/// <param name="isTimed">Whether the outcome may change by time alone.</param>
internal abstract class RuleNode(bool isTimed)
{
    public bool IsTimed { get; } = isTimed;

    public abstract bool Holds(RuleSubject subject, FilterClock clock);

    public Outlook OutlookOf(RuleSubject subject, FilterClock clock) =>
        IsTimed ? TimedOutlook(subject, clock) : new Outlook(Holds(subject, clock), null);

    protected abstract Outlook TimedOutlook(RuleSubject subject, FilterClock clock);

    public static RuleNode Of(Filter filter, Func<string, RuleSlot> slotOf) =>
        filter switch
        {
            Filter.All { Terms: [var only] } => Of(only, slotOf),
            Filter.Any { Terms: [var only] } => Of(only, slotOf),
            Filter.All all => new JointNode(Each(all.Terms, slotOf), deciding: false),
            Filter.Any any => new JointNode(Each(any.Terms, slotOf), deciding: true),
            Filter.Not not => new NotNode(Of(not.Term, slotOf)),
            Filter.Condition condition => Of(condition, slotOf(FieldPath.Check(condition.Field))),
            _ => throw NoFilter(filter),
        };

    private static ArgumentException NoFilter(Filter filter) =>
        new($"{filter.GetType().Name} is no filter", nameof(filter));

    /// <summary>Those that time does not change first: where one of them decides, the others need not be
    /// asked.</summary>
    private static RuleNode[] Each(IReadOnlyList<Filter> terms, Func<string, RuleSlot> slotOf) =>
        [.. terms.Select(t => Of(t, slotOf)).OrderBy(n => n.IsTimed)];

    private static RuleNode Of(Filter.Condition condition, RuleSlot slot)
    {
        var test = ValueTests.For(condition.Operator, condition.Value);
        var term = condition.Operator.IsRelative()
            ? new RelativeTerm(condition.Operator, condition.Value)
            : null;
        return slot.Field.Source == RuleFieldSource.Document
            ? new FieldNode(slot, test, term)
            : new FactNode(slot, test, term);
    }
}

/// <summary>A condition on the document.</summary>
internal sealed class FieldNode(RuleSlot slot, ValueTest test, RelativeTerm? term)
    : RuleNode(term is not null)
{
    public override bool Holds(RuleSubject subject, FilterClock clock) =>
        test(in subject.Value(slot), clock);

    protected override Outlook TimedOutlook(RuleSubject subject, FilterClock clock)
    {
        ref readonly var value = ref subject.Value(slot);
        return new Outlook(test(in value, clock), term?.NextChange(in value, clock));
    }
}

/// <summary>A condition on a related fact, which may change by time itself.</summary>
internal sealed class FactNode(RuleSlot slot, ValueTest test, RelativeTerm? term)
    : RuleNode(isTimed: true)
{
    public override bool Holds(RuleSubject subject, FilterClock clock) =>
        test(subject.Fact(slot).At(clock), clock);

    protected override Outlook TimedOutlook(RuleSubject subject, FilterClock clock)
    {
        var fact = subject.Fact(slot);
        var value = fact.At(clock);
        return new Outlook(
            test(in value, clock),
            fact.NextChange(clock) ?? term?.NextChange(in value, clock)
        );
    }
}

internal sealed class NotNode(RuleNode term) : RuleNode(term.IsTimed)
{
    public override bool Holds(RuleSubject subject, FilterClock clock) =>
        !term.Holds(subject, clock);

    protected override Outlook TimedOutlook(RuleSubject subject, FilterClock clock)
    {
        var outlook = term.OutlookOf(subject, clock);
        return outlook with { Holds = !outlook.Holds };
    }
}

/// <summary>All or any of some terms.</summary>
/// <param name="deciding">The outcome of one term that decides for all: false for a conjunction, true for a
/// disjunction.</param>
internal sealed class JointNode(RuleNode[] terms, bool deciding)
    : RuleNode(Array.Exists(terms, t => t.IsTimed))
{
    public override bool Holds(RuleSubject subject, FilterClock clock)
    {
        foreach (var term in terms)
        {
            if (term.Holds(subject, clock) == deciding)
                return deciding;
        }

        return !deciding;
    }

    /// <remarks>While one term decides, all those that do must have changed before the whole can; while
    /// none does, the first that changes may decide.</remarks>
    protected override Outlook TimedOutlook(RuleSubject subject, FilterClock clock)
    {
        Instant? first = null;
        Instant? last = null;
        foreach (var term in terms)
        {
            var outlook = term.OutlookOf(subject, clock);
            var change = outlook.NextChange;
            if (outlook.Holds != deciding)
                first = first is null || change < first ? change : first;
            else if (change is null)
                return outlook;
            else
                last = last is null || change > last ? change : last;
        }

        return last is null ? new Outlook(!deciding, first) : new Outlook(deciding, last);
    }
}
