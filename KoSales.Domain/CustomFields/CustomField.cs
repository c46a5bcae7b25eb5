using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace KoSales.Domain.CustomFields;

[JsonConverter(typeof(EntityIdConverter<CustomFieldId>))]
public readonly record struct CustomFieldId(string Value) : IEntityId<CustomFieldId>
{
    public static IdFormat Format { get; } = new("custom_fields", "CF-");

    public static CustomFieldId Of(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(JsonStringEnumConverter<CustomFieldType>))]
public enum CustomFieldType
{
    /// <summary>Up to 1,000 characters.</summary>
    [JsonStringEnumMemberName("text")]
    Text,

    [JsonStringEnumMemberName("number")]
    Number,

    [JsonStringEnumMemberName("boolean")]
    Boolean,

    /// <summary><c>YYYY-MM-DD</c>.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>One of the field's options.</summary>
    [JsonStringEnumMemberName("enum")]
    Enum,
}

/// <summary>A field that this company adds to an entity: <c>custom.{key}</c> in bodies, filters, rules and
/// import mappings.</summary>
/// <remarks>Entity, key and type never change, since stored values go by them.</remarks>
public sealed partial record CustomField : Document
{
    public const int MaxOptions = 200;

    public static readonly Collection<CustomField> Collection = new(
        "custom_fields",
        () => new CustomFieldJson(DocumentJson.NewOptions()).CustomField,
        new IndexSpec("custom_fields_key", "entity", "key")
        {
            Unique = true,
            Where = Filter.Missing("deleted_at"),
        },
        new IndexSpec("custom_fields_created", "-created_at")
    );

    public required CustomFieldId Id { get; init; }

    public required EntityKind Entity { get; init; }

    /// <summary>See <see cref="IsKey"/>. On the wire <c>key</c>.</summary>
    [JsonPropertyName("key")]
    public required string FieldKey { get; init; }

    public required string Name { get; init; }

    public required CustomFieldType Type { get; init; }

    /// <summary>Allowed values of an enum, in the order shown; empty for other types.</summary>
    public IReadOnlyList<string> Options
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>A new record needs it, and it cannot be cleared. Imports are exempt.</summary>
    public bool Required { get; init; }

    [JsonIgnore]
    public override string Key => Id.Value;

    /// <summary>Lower-case letters, digits and <c>_</c>, a letter first, at most 40.</summary>
    public static bool IsKey(string? text) => text is not null && KeyShape().IsMatch(text);

    /// <summary>How filters and stores see its values.</summary>
    [JsonIgnore]
    public FieldType FilterType =>
        Type switch
        {
            CustomFieldType.Text or CustomFieldType.Enum => FieldType.Text,
            CustomFieldType.Number => FieldType.Number,
            CustomFieldType.Boolean => FieldType.Flag,
            CustomFieldType.Date => FieldType.Date,
        };

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex KeyShape();
}

[JsonSerializable(typeof(CustomField))]
internal sealed partial class CustomFieldJson : JsonSerializerContext;
