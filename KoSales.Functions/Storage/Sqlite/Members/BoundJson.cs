using System.Text.Json;

namespace KoSales.Functions.Storage.Sqlite.Members;

/// <summary>JSON as a value that a statement binds, which is what its member's column holds.</summary>
internal static class BoundJson
{
    /// <returns>A text, a long, a double or null; objects and arrays are their JSON.</returns>
    public static object? Of(string json)
    {
        if (json is ['"', .., '"'] && !json.Contains('\\'))
            return json[1..^1];
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <param name="path">Dotted, within the JSON; null where that has nothing.</param>
    public static object? Of(string json, string path)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        foreach (var segment in path.Split('.'))
        {
            if (
                value.ValueKind != JsonValueKind.Object
                || !value.TryGetProperty(segment, out value)
            )
                return null;
        }

        return Of(value);
    }

    private static object? Of(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            // Not as one type: a double does not hold every long.
            JsonValueKind.Number when value.TryGetInt64(out var integer) => integer,
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.True => 1L,
            JsonValueKind.False => 0L,
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        };
}
