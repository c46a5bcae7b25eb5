namespace KoSales.Domain.Filters;

/// <summary>The fields of an entity that a filter may name, with their types. Anything else is refused by
/// name.</summary>
public interface IFieldCatalog
{
    /// <summary>The type of a dotted path, or null when filters may not name it.</summary>
    FieldType? TypeOf(string path);

    /// <summary>The values that a field can have where there are only so many; null for any other.</summary>
    IReadOnlyCollection<string>? ChoicesOf(string path) => null;

    /// <summary>Every path, for messages that list what would be allowed.</summary>
    IReadOnlyCollection<string> Paths { get; }
}

/// <summary>
/// The fields for reading rules that were accepted before. A value that its field can no longer have, such
/// as an option taken away since, matches what still has it; it does not undo the rule.
/// </summary>
public sealed class AcceptedFields(IFieldCatalog fields) : IFieldCatalog
{
    public IReadOnlyCollection<string> Paths => fields.Paths;

    public FieldType? TypeOf(string path) => fields.TypeOf(path);
}
