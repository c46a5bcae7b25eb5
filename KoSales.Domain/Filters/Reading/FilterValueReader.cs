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
            return One(type, @operator, json)
                ?? Refuse(FilterText.Expected(type, @operator), pointer, faults);
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() is 0 or > MostValues)
            return Refuse($"an array of 1 to {MostValues} values", pointer, faults);
        List<FilterValue> values = [];
        foreach (var (i, item) in json.EnumerateArray().Index())
        {
            if (One(type, @operator, item) is { } value)
                values.Add(value);
            else
                Refuse(FilterText.Expected(type, @operator), $"{pointer}/{i}", faults);
        }

        return values.Count == json.GetArrayLength() ? new FilterValue.Many(values) : null;
    }

    private static FilterValue? One(FieldType type, FilterOperator @operator, JsonElement json)
    {
        var wantsFlag = type == FieldType.Flag || @operator == FilterOperator.Exists;
        return json.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => wantsFlag
                ? FilterText.FlagFor(type, json.GetBoolean())
                : null,
            JsonValueKind.Number => type == FieldType.Number
            && !wantsFlag
            && json.TryGetDecimal(out var number)
                ? new FilterValue.Number(number)
                : null,
            JsonValueKind.String => type == FieldType.Number
            || wantsFlag
            || Text(json) is not { } text
                ? null
                : FilterText.Parse(type, @operator, text),
            _ => null,
        };
    }

    private static FilterValue? Refuse(string expected, string pointer, List<Fault> faults)
    {
        faults.Add(Fault.Invalid(pointer, "filter.wrong_value", $"The value here is {expected}."));
        return null;
    }
}
