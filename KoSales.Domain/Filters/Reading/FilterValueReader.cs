using System.Text.Json;

namespace KoSales.Domain.Filters.Reading;

/// <summary>Reads the value of a condition by the type of its field.</summary>
internal static class FilterValueReader
{
    private const int MostValues = 1000;

    /// <summary>The text of a JSON string; null for anything else, lone surrogates included.</summary>
    public static string? Text(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static FilterValue? Read(
        FieldType type,
        FilterOperator @operator,
        JsonElement json,
        string pointer,
        List<Fault> faults
    )
    {
        if (!@operator.TakesMany())
            return OneOrRefuse(type, @operator, json, pointer, faults);
        if (!IsListOfValues(json))
            return Refuse($"an array of 1 to {MostValues} values", pointer, faults);
        FilterValue[] values =
        [
            .. json.EnumerateArray()
                .Select((item, i) => OneOrRefuse(type, @operator, item, $"{pointer}/{i}", faults))
                .OfType<FilterValue>(),
        ];
        return values.Length == json.GetArrayLength() ? new FilterValue.Many(values) : null;
    }

    private static bool IsListOfValues(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array && json.GetArrayLength() is > 0 and <= MostValues;

    private static FilterValue? OneOrRefuse(
        FieldType type,
        FilterOperator @operator,
        JsonElement json,
        string pointer,
        List<Fault> faults
    ) =>
        One(type, @operator, json) ?? Refuse(FilterText.Expected(type, @operator), pointer, faults);

    private static FilterValue? One(FieldType type, FilterOperator @operator, JsonElement json)
    {
        if (type == FieldType.Flag || @operator == FilterOperator.Exists)
            return Flag(type, json);
        if (type == FieldType.Number)
            return Number(json);
        return Text(json) is { } text ? FilterText.Parse(type, @operator, text) : null;
    }

    private static FilterValue? Flag(FieldType type, JsonElement json) =>
        json.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? FilterText.FlagFor(type, json.GetBoolean())
            : null;

    private static FilterValue.Number? Number(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var number)
            ? new FilterValue.Number(number)
            : null;

    private static FilterValue? Refuse(string expected, string pointer, List<Fault> faults)
    {
        faults.Add(Fault.Invalid(pointer, "filter.wrong_value", $"The value here is {expected}."));
        return null;
    }
}
