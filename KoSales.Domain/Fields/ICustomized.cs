using System.Text.Json;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Fields;

/// <summary>An entity with custom fields.</summary>
public interface ICustomized
{
    /// <summary>Values by key, checked when written.</summary>
    IReadOnlyDictionary<string, JsonElement> Custom { get; }
}

/// <summary>What filters, cohort rules and score rules may ask of an entity: its own fields and the custom
/// ones. Nothing hidden and nothing personal.</summary>
public sealed class EntityFields<T>(FieldTable<T> table, CustomFieldSet customFields)
    : IFieldCatalog,
        IFieldReader<T>
    where T : ICustomized
{
    public IReadOnlyCollection<string> Paths => [.. table.Asked.Keys, .. customFields.Paths];

    public FieldType? TypeOf(string path) =>
        table.Asked.TryGetValue(path, out var type) ? type : customFields.TypeOf(path);

    public IReadOnlyCollection<string>? ChoicesOf(string path) =>
        table.Asked.ContainsKey(path)
            ? FilterChoices.Of(typeof(T), path)
            : customFields.ChoicesOf(path);

    /// <summary>A path that is no field is missing in every entity.</summary>
    public Func<T, FieldValue> Accessor(string path)
    {
        if (table.Find(path) is { IsAsked: true } field)
            return field.Read;
        if (!path.StartsWith(CustomFieldSet.Prefix, StringComparison.Ordinal))
            return _ => default;
        var key = path[CustomFieldSet.Prefix.Length..];
        return entity =>
            entity.Custom.TryGetValue(key, out var value) ? FieldValue.Of(value) : default;
    }
}

/// <summary>Custom fields among the changes and in merges of entities.</summary>
public static class CustomFieldMoves
{
    /// <summary>Every difference between two states, with values a person can read and nothing personal:
    /// in the order of the table, custom fields last, by key.</summary>
    public static IReadOnlyList<FieldChange> Differences<T>(
        this FieldTable<T> table,
        T before,
        T after
    )
        where T : ICustomized =>
        [.. table.Between(before, after), .. CustomDifferences(before.Custom, after.Custom)];

    /// <summary>The values of two entities; where both have one, that of the first.</summary>
    public static IReadOnlyDictionary<string, JsonElement> FilledFrom(
        this IReadOnlyDictionary<string, JsonElement> own,
        IReadOnlyDictionary<string, JsonElement> other
    )
    {
        if (other.Count == 0)
            return own;
        var all = other.ToDictionary();
        foreach (var (key, value) in own)
            all[key] = value;
        return all;
    }

    private static IEnumerable<FieldChange> CustomDifferences(
        IReadOnlyDictionary<string, JsonElement> before,
        IReadOnlyDictionary<string, JsonElement> after
    ) =>
        ReferenceEquals(before, after)
            ? []
            : from key in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            let old = TextOf(before, key)
            let fresh = TextOf(after, key)
            where old != fresh
            select new FieldChange(CustomFieldSet.Prefix + key, old, fresh);

    private static string? TextOf(IReadOnlyDictionary<string, JsonElement> values, string key) =>
        values.TryGetValue(key, out var value) ? value.ToString() : null;
}
