using KoSales.Domain.Filters;
using NodaTime;

namespace KoSales.Domain.Rules;

/// <summary>Whether a node holds now, and until when that stays so by time alone.</summary>
/// <param name="Flip">The earliest moment after now at which the outcome may be another; null for never.</param>
internal readonly record struct Outlook(bool Holds, Instant? Flip);

/// <summary>A filter made ready to be asked: nothing is allocated or converted per subject.</summary>
internal abstract class RuleNode
{
    public abstract bool Holds(RuleSubject subject, FilterClock clock);

    public abstract Outlook OutlookOf(RuleSubject subject, FilterClock clock);

    public static RuleNode Of(Filter filter, Func<string, RuleSlot> slotOf) => filter switch
    {
        Filter.All { Terms: [var only] } => Of(only, slotOf),
        Filter.Any { Terms: [var only] } => Of(only, slotOf),
        Filter.All all => new JointNode([.. all.Terms.Select(t => Of(t, slotOf))], deciding: false),
        Filter.Any any => new JointNode([.. any.Terms.Select(t => Of(t, slotOf))], deciding: true),
        Filter.Not not => new NotNode(Of(not.Term, slotOf)),
        Filter.Condition condition => Of(condition, slotOf(FieldPath.Check(condition.Field))),
        _ => throw new ArgumentException($"{filter.GetType().Name} is no filter", nameof(filter)),
    };

    private static RuleNode Of(Filter.Condition condition, RuleSlot slot)
    {
        var test = ValueTests.For(condition.Operator, condition.Value);
        var term = condition.Operator.IsRelative() ? new RelativeTerm(condition.Operator, condition.Value) : null;
        return slot.Field.Source == RuleFieldSource.Document ? new FieldNode(slot, test, term) : new FactNode(slot, test, term);
    }
}

/// <summary>A condition on the document.</summary>
internal sealed class FieldNode(RuleSlot slot, ValueTest test, RelativeTerm? term) : RuleNode
{
    public override bool Holds(RuleSubject subject, FilterClock clock) => test(in subject.Value(slot), clock);

    public override Outlook OutlookOf(RuleSubject subject, FilterClock clock)
    {
        ref readonly var value = ref subject.Value(slot);
        return new Outlook(test(in value, clock), term?.NextFlip(in value, clock));
    }
}

/// <summary>A condition on a related fact, which may change by time itself.</summary>
internal sealed class FactNode(RuleSlot slot, ValueTest test, RelativeTerm? term) : RuleNode
{
    public override bool Holds(RuleSubject subject, FilterClock clock) => test(subject.Fact(slot).At(clock), clock);

    public override Outlook OutlookOf(RuleSubject subject, FilterClock clock)
    {
        var fact = subject.Fact(slot);
        var value = fact.At(clock);
        return new Outlook(test(in value, clock), fact.NextChange(clock) ?? term?.NextFlip(in value, clock));
    }
}

internal sealed class NotNode(RuleNode term) : RuleNode
{
    public override bool Holds(RuleSubject subject, FilterClock clock) => !term.Holds(subject, clock);

    public override Outlook OutlookOf(RuleSubject subject, FilterClock clock)
    {
        var outlook = term.OutlookOf(subject, clock);
        return outlook with { Holds = !outlook.Holds };
    }
}

/// <summary>All or any of some terms.</summary>
/// <param name="deciding">The outcome of one term that decides for all: false for a conjunction, true for a disjunction.</param>
internal sealed class JointNode(RuleNode[] terms, bool deciding) : RuleNode
{
    public override bool Holds(RuleSubject subject, FilterClock clock)
    {
        foreach (var term in terms)
        {
            if (term.Holds(subject, clock) == deciding) return deciding;
        }

        return !deciding;
    }

    /// <remarks>While one term decides, all those that do must have changed before the whole can; while none does, the first that changes may decide.</remarks>
    public override Outlook OutlookOf(RuleSubject subject, FilterClock clock)
    {
        Instant? first = null, last = null;
        var (decided, forever) = (false, false);
        foreach (var term in terms)
        {
            var outlook = term.OutlookOf(subject, clock);
            if (outlook.Holds == deciding)
            {
                decided = true;
                forever |= outlook.Flip is null;
                last = outlook.Flip > last || last is null ? outlook.Flip : last;
            }
            else if (outlook.Flip < first || first is null)
            {
                first = outlook.Flip;
            }
        }

        return decided ? new Outlook(deciding, forever ? null : last) : new Outlook(!deciding, first);
    }
}
