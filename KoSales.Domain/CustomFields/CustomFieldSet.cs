using System.Collections.Frozen;
using System.Text.Json;

namespace KoSales.Domain.CustomFields;

/// <summary>The custom fields of one entity at one moment. Immutable.</summary>
public sealed class CustomFieldSet(IEnumerable<CustomField> fields) : IFieldCatalog
{
    /// <summary>How a path of a custom field begins.</summary>
    public const string Prefix = "custom.";

    public static readonly CustomFieldSet Empty = new([]);

    private readonly FrozenDictionary<string, CustomField> _byKey = fields.ToFrozenDictionary(f =>
        f.FieldKey
    );

    public IReadOnlyCollection<CustomField> Fields => _byKey.Values;

    public IReadOnlyCollection<string> Paths => [.. _byKey.Keys.Select(k => Prefix + k)];

    /// <summary>Null when there is no such field.</summary>
    public CustomField? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>The filter type of a path <c>custom.{key}</c>, or null.</summary>
    public FieldType? TypeOf(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal)
            ? Find(path[Prefix.Length..])?.FilterType
            : null;

    /// <summary>The options of an enum.</summary>
    public IReadOnlyCollection<string>? ChoicesOf(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal)
        && Find(path[Prefix.Length..]) is { Type: CustomFieldType.Enum } field
            ? field.Options
            : null;

    /// <summary>
    /// The values other than null and blank texts, with a fault at <c>/custom/{key}</c> for each key that
    /// is unknown
    /// and each value that does not fit.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement> Check(
        IReadOnlyDictionary<string, JsonElement> values,
        ICollection<Fault> faults
    )
    {
        if (values.Count == 0)
            return values;
        Dictionary<string, JsonElement> kept = [];
        foreach (var (key, value) in values)
        {
            if (Find(key) is not { } field)
                faults.Add(Unknown(key));
            else if (IsEmpty(value))
                continue;
            else if (CustomValues.FaultOf(field, value) is { } sentence)
                faults.Add(Fault.Invalid(Pointer(key), "custom_field.wrong_value", sentence));
            else
                kept[key] = value;
        }

        return kept;
    }

    /// <summary>The values after an edit, checked like new ones. What the entity has of fields that were
    /// deleted since is dropped without a fault; a required field that had a value must keep
    /// one.</summary>
    /// <param name="before">What the entity has; the same object as the values when the edit names no custom
    /// field.</param>
    public IReadOnlyDictionary<string, JsonElement> CheckEdit(
        IReadOnlyDictionary<string, JsonElement> values,
        IReadOnlyDictionary<string, JsonElement> before,
        ICollection<Fault> faults
    )
    {
        var known = WithoutRemoved(values, before);
        if (ReferenceEquals(known, before))
            return before;
        var kept = Check(known, faults);
        foreach (var field in MissingFrom(kept).Where(f => before.ContainsKey(f.FieldKey)))
            faults.Add(Required(field));
        return kept;
    }

    /// <summary>A fault for each required field that has no value.</summary>
    public IEnumerable<Fault> MissingIn(IReadOnlyDictionary<string, JsonElement> values) =>
        MissingFrom(values).Select(Required);

    public static Fault Unknown(string key) =>
        Fault.Invalid(
            Pointer(key),
            "custom_field.unknown",
            "There is no custom field with this key; define it first, under /custom-fields."
        );

    private IEnumerable<CustomField> MissingFrom(IReadOnlyDictionary<string, JsonElement> values) =>
        _byKey.Values.Where(f => f.Required && !values.ContainsKey(f.FieldKey));

    /// <summary>Values of fields that were deleted since are dropped, unless the edit itself names
    /// them.</summary>
    private IReadOnlyDictionary<string, JsonElement> WithoutRemoved(
        IReadOnlyDictionary<string, JsonElement> values,
        IReadOnlyDictionary<string, JsonElement> before
    ) =>
        values.Keys.All(_byKey.ContainsKey)
            ? values
            : values
                .Where(v => _byKey.ContainsKey(v.Key) || !before.ContainsKey(v.Key))
                .ToDictionary();

    private static Fault Required(CustomField field) =>
        Fault.Invalid(
            Pointer(field.FieldKey),
            "custom_field.required",
            $"The custom field {field.FieldKey} needs a value."
        );

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null
        || (
            value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString())
        );

    private static string Pointer(string key) =>
        "/custom/"
        + key.Replace("~", "~0", StringComparison.Ordinal)
            .Replace("/", "~1", StringComparison.Ordinal);
}
