using KoSales.Domain.Filters.Dates;
using NodaTime;

namespace KoSales.Domain.Rules;

/// <summary>A node of a rule with its outcome for one subject.</summary>
/// <param name="Pointer">JSON pointer of the node inside the rule.</param>
/// <param name="Outcome">Only true matches. A condition on a missing value is unknown, and so is what hangs
/// on it; its negation is true.</param>
/// <param name="Seen">The value that a condition saw, or <c>missing</c>; null for other nodes.</param>
/// <param name="ChangesAt">When the outcome may change next by time alone; null when it does not.</param>
public sealed record RuleExplanation(
    Filter Node,
    string Pointer,
    Truth Outcome,
    string? Seen,
    Instant? ChangesAt,
    IReadOnlyList<RuleExplanation> Terms
)
{
    internal static RuleExplanation Of(CompiledRule rule, RuleSubject subject, Instant now)
    {
        var slots = rule.Slots.ToDictionary(s => s.Field.Path);
        var clock = new FilterClock(now);
        var explained = FilterMatcher.Explain(rule.Filter, new Reader(slots, clock), subject, now);
        return Located(
            explained,
            "",
            node => RuleNode.Of(node, path => slots[path]).OutlookOf(subject, clock).NextChange
        );
    }

    private static RuleExplanation Located(
        FilterExplanation explained,
        string pointer,
        Func<Filter, Instant?> nextChangeOf
    )
    {
        var below = explained.Node switch
        {
            Filter.All => "/all",
            Filter.Any => "/any",
            _ => "/not",
        };
        var terms = explained.Terms.Select(
            (t, i) =>
                Located(
                    t,
                    explained.Node is Filter.Not ? pointer + below : $"{pointer}{below}/{i}",
                    nextChangeOf
                )
        );
        return new RuleExplanation(
            explained.Node,
            pointer,
            explained.Outcome,
            explained.Seen,
            nextChangeOf(explained.Node),
            [.. terms]
        );
    }

    private sealed class Reader(IReadOnlyDictionary<string, RuleSlot> slots, FilterClock clock)
        : IFieldReader<RuleSubject>
    {
        public Func<RuleSubject, FieldValue> Accessor(string path)
        {
            var slot = slots[path];
            return slot.Field.Source == RuleFieldSource.Document
                ? subject => subject.Value(slot)
                : subject => subject.Fact(slot).At(clock);
        }
    }
}
