namespace KoSales.Domain.Rules;

/// <summary>What a set of rules needs to see of an entity. One document is read once for all of them, and
/// nothing of it that none asks for.</summary>
public sealed class RulePlan
{
    private readonly JsonFieldScanner _scanner;
    private readonly RuleSlot?[] _slots;

    private RulePlan(IReadOnlyCollection<RuleSlot> slots)
    {
        _slots = new RuleSlot?[slots.Count == 0 ? 0 : slots.Max(s => s.Index) + 1];
        foreach (var slot in slots)
            _slots[slot.Index] = slot;
        _scanner = new JsonFieldScanner(
            slots
                .Where(s => s.Field.Source == RuleFieldSource.Document)
                .Select(s => (s.Field.Path, s.Index))
        );
        Related = slots
            .Where(s => s.Field.Source == RuleFieldSource.Related)
            .Select(s => s.Field.Path)
            .ToHashSet();
    }

    /// <summary>Paths of related facts that some rule names.</summary>
    public IReadOnlySet<string> Related { get; }

    internal int Size => _slots.Length;

    /// <param name="rules">All compiled with the same <see cref="RuleFields"/>.</param>
    public static RulePlan Of(params IEnumerable<CompiledRule> rules) =>
        new([.. rules.SelectMany(r => r.Slots).Distinct()]);

    /// <param name="related">What was read beside the document; empty when <see cref="Related"/> is.</param>
    public RuleSubject Read(RawDocument document, params IReadOnlyList<RelatedFacts> related)
    {
        var values = new FieldValue[Size];
        _scanner.Scan(document.Json, values);
        return new RuleSubject(document, this, values, related);
    }

    internal bool Covers(int index) => index < _slots.Length && _slots[index] is not null;
}
