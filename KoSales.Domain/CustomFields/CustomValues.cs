using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime.Text;

namespace KoSales.Domain.CustomFields;

/// <summary>Reads one value of a custom field, from JSON or from the text of a spreadsheet cell.</summary>
public static class CustomValues
{
    public const int MaxText = 1000;

    /// <summary>Null when the value fits the field; else one sentence that says what would.</summary>
    public static string? FaultOf(CustomField field, JsonElement value) =>
        field.Type switch
        {
            CustomFieldType.Text => value.ValueKind == JsonValueKind.String
            && value.GetString()!.Length <= MaxText
                ? null
                : $"A text of at most {MaxText} characters is expected.",
            CustomFieldType.Number => value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out _)
                ? null
                : "A number is expected.",
            CustomFieldType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? null
                : "true or false is expected.",
            CustomFieldType.Date => value.ValueKind == JsonValueKind.String
            && LocalDatePattern.Iso.Parse(value.GetString()!).Success
                ? null
                : "A date as YYYY-MM-DD is expected.",
            CustomFieldType.Enum => value.ValueKind == JsonValueKind.String
            && field.Options.Contains(value.GetString()!)
                ? null
                : $"One of {string.Join(", ", field.Options.Take(20))} is expected.",
        };

    /// <summary>A cell as the JSON value that it means; a cell that means none comes back as text, for
    /// <see cref="FaultOf"/> to refuse.</summary>
    public static JsonElement OfCell(CustomField field, string cell, CellStyle style) =>
        field.Type switch
        {
            CustomFieldType.Number when Cells.TryNumber(cell, style.Marks, out var number) =>
                JsonSerializer.SerializeToElement(number, CustomValueJson.Default.Decimal),
            CustomFieldType.Boolean when Cells.TryFlag(cell, out var flag) =>
                JsonSerializer.SerializeToElement(flag, CustomValueJson.Default.Boolean),
            CustomFieldType.Date when Cells.TryDay(cell, style.Dates, out var day) => Text(
                LocalDatePattern.Iso.Format(day.Date)
            ),
            CustomFieldType.Enum => Text(
                field.Options.FirstOrDefault(o =>
                    o.Equals(cell, StringComparison.OrdinalIgnoreCase)
                ) ?? cell
            ),
            CustomFieldType.Text
            or CustomFieldType.Number
            or CustomFieldType.Boolean
            or CustomFieldType.Date => Text(cell),
        };

    private static JsonElement Text(string text) =>
        JsonSerializer.SerializeToElement(text, CustomValueJson.Default.String);
}

[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
internal sealed partial class CustomValueJson : JsonSerializerContext;
