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
        Fits(field, value) ? null : Expected(field);

    private static bool Fits(CustomField field, JsonElement value) =>
        (field.Type, value.ValueKind) switch
        {
            (CustomFieldType.Text, JsonValueKind.String) => value.GetString()!.Length <= MaxText,
            (CustomFieldType.Number, JsonValueKind.Number) => value.TryGetDecimal(out _),
            (CustomFieldType.Boolean, JsonValueKind.True or JsonValueKind.False) => true,
            (CustomFieldType.Date, JsonValueKind.String) => IsDay(value.GetString()!),
            (CustomFieldType.Enum, JsonValueKind.String) => field.Options.Contains(
                value.GetString()!
            ),
            _ => false,
        };

    private static bool IsDay(string text) => LocalDatePattern.Iso.Parse(text).Success;

    private static string Expected(CustomField field) =>
        field.Type switch
        {
            CustomFieldType.Text => $"A text of at most {MaxText} characters is expected.",
            CustomFieldType.Number => "A number is expected.",
            CustomFieldType.Boolean => "true or false is expected.",
            CustomFieldType.Date => "A date as YYYY-MM-DD is expected.",
            CustomFieldType.Enum =>
                $"One of {string.Join(", ", field.Options.Take(20))} is expected.",
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
            CustomFieldType.Enum => Text(OptionOf(field, cell) ?? cell),
            CustomFieldType.Text
            or CustomFieldType.Number
            or CustomFieldType.Boolean
            or CustomFieldType.Date => Text(cell),
        };

    /// <summary>As it is defined, however the cell writes its letters.</summary>
    private static string? OptionOf(CustomField field, string cell) =>
        field.Options.FirstOrDefault(o => o.Equals(cell, StringComparison.OrdinalIgnoreCase));

    private static JsonElement Text(string text) =>
        JsonSerializer.SerializeToElement(text, CustomValueJson.Default.String);
}

[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
internal sealed partial class CustomValueJson : JsonSerializerContext;
