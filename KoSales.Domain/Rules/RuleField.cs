namespace KoSales.Domain.Rules;

/// <summary>Where the value of a field comes from.</summary>
public enum RuleFieldSource
{
    /// <summary>The entity's own document; the store can be asked for it.</summary>
    Document,

    /// <summary>What is related to the entity: its tasks, its pipeline, its cohorts. Read beside the
    /// document.</summary>
    Related,
}

/// <summary>A field that rules of an entity may name.</summary>
/// <param name="Path">Dotted: <c>address.state_code</c>, <c>tasks.open</c>.</param>
public sealed record RuleField(string Path, FieldType Type, RuleFieldSource Source);

/// <summary>The fields that rules of an entity may name: those of its document, custom ones included, and
/// those of what is related to it.</summary>
/// <param name="related">Path → type.</param>
/// <param name="choices">Path of what is related → the values that it can have, where there are only so
/// many.</param>
public sealed class RuleCatalog(
    IFieldCatalog document,
    IReadOnlyDictionary<string, FieldType> related,
    IReadOnlyDictionary<string, IReadOnlyCollection<string>>? choices = null
) : IFieldCatalog
{
    /// <summary>For reading rules that were accepted before: see <see cref="AcceptedFields"/>.</summary>
    public RuleCatalog Accepted => new(new AcceptedFields(document), related);

    public IReadOnlyCollection<string> Paths => [.. document.Paths, .. related.Keys];

    public FieldType? TypeOf(string path) =>
        related.TryGetValue(path, out var type) ? type : document.TypeOf(path);

    public IReadOnlyCollection<string>? ChoicesOf(string path) =>
        related.ContainsKey(path) ? choices?.GetValueOrDefault(path) : document.ChoicesOf(path);

    /// <summary>Null when rules may not name it.</summary>
    public RuleField? Find(string path) =>
        TypeOf(path) is not { } type
            ? null
            : new RuleField(
                path,
                type,
                related.ContainsKey(path) ? RuleFieldSource.Related : RuleFieldSource.Document
            );

    public IEnumerable<RuleField> Fields => Paths.Select(p => Find(p)!);
}
