namespace KoSales.Domain.Rules;

/// <summary>An entity as rules see it: what its document and its related documents say. Made by
/// <see cref="RulePlan.Read"/>; immutable.</summary>
public sealed class RuleSubject
{
    private readonly RulePlan _plan;
    private readonly FieldValue[] _values;
    private readonly Dictionary<string, RelatedFact>? _related;

    internal RuleSubject(
        RawDocument document,
        RulePlan plan,
        FieldValue[] values,
        IReadOnlyList<RelatedFacts> related
    )
    {
        (Document, _plan, _values) = (document, plan, values);
        if (related.Count > 0)
            _related = new(related.SelectMany(r => r.Facts));
    }

    private RuleSubject(RuleSubject other, RelatedFacts facts)
    {
        (Document, _plan, _values) = (other.Document, other._plan, other._values);
        _related = new(other._related ?? []);
        foreach (var (path, fact) in facts.Facts)
            _related[path] = fact;
    }

    public RawDocument Document { get; }

    public string Id => Document.Id;

    /// <summary>The same entity as a member of these cohorts and no others.</summary>
    public RuleSubject InCohorts(IEnumerable<string> cohortIds) =>
        new(
            this,
            new RelatedFacts().Add(
                RuleReferences.Field,
                FieldValue.Of((IReadOnlyList<string>)[.. cohortIds])
            )
        );

    internal ref readonly FieldValue Value(RuleSlot slot)
    {
        if (!_plan.Covers(slot.Index))
            throw NotRead(slot);
        return ref _values[slot.Index];
    }

    /// <exception cref="InvalidOperationException">The facts were not read for this subject.</exception>
    internal RelatedFact Fact(RuleSlot slot) =>
        _related is not null && _related.TryGetValue(slot.Field.Path, out var fact)
            ? fact
            : throw NotRead(slot);

    private static InvalidOperationException NotRead(RuleSlot slot) =>
        new($"the subject was read without '{slot.Field.Path}', which the rule needs");
}
