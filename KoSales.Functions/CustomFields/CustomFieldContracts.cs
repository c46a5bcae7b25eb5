using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Filters;
using KoSales.Domain.Kernel;
using NodaTime;

namespace KoSales.Functions.CustomFields;

public sealed record CreateCustomField
{
    public required EntityKind Entity { get; init; }

    [Description("Lower-case letters, digits and _, a letter first. Used as custom.{key}.")]
    [StringLength(40, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Key { get; init; }

    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public required string Name { get; init; }

    public required CustomFieldType Type { get; init; }

    [Description("Allowed values; needed for type enum and only there.")]
    [MaxLength(CustomField.MaxOptions)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Options { get; init; }

    public bool? Required { get; init; }
}

public sealed record EditCustomField
{
    [StringLength(100, MinimumLength = 1)]
    [KeptInTheClear]
    public string? Name { get; init; }

    [MaxLength(CustomField.MaxOptions)]
    [KeptInTheClear]
    public IReadOnlyList<string>? Options { get; init; }

    public bool? Required { get; init; }
}

public sealed record CustomFieldView
{
    public required CustomFieldId Id { get; init; }

    public required int Version { get; init; }

    public required EntityKind Entity { get; init; }

    public required string Key { get; init; }

    public required string Name { get; init; }

    public required CustomFieldType Type { get; init; }

    public required IReadOnlyList<string> Options { get; init; }

    public required bool Required { get; init; }

    public required Instant CreatedAt { get; init; }

    public required Instant UpdatedAt { get; init; }
}

[JsonSerializable(typeof(CreateCustomField))]
[JsonSerializable(typeof(EditCustomField))]
[JsonSerializable(typeof(CustomFieldView))]
internal sealed partial class CustomFieldContractsJson : JsonSerializerContext;

public static class CustomFieldLists
{
    public static readonly ListSpec<CustomFieldView> CustomFields = new()
    {
        Name = "custom-fields",
        Noun = "custom_field",
        Collection = CustomField.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["entity"] = FieldType.Text,
            ["key"] = FieldType.Text,
            ["type"] = FieldType.Text,
        },
        Scope = _ => Filter.Everything,
    };
}
