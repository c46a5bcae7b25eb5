using System.Text.Json;

namespace KoSales.Functions.Pipelines;

internal static class JsonValues
{
    /// <summary>Whether a dotted path of an object has a value; null, empty texts, lists and objects are
    /// none.</summary>
    public static bool HasValue(JsonElement json, string path)
    {
        foreach (var segment in path.Split('.'))
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(segment, out json))
                return false;
        }

        return json.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => false,
            JsonValueKind.String => !string.IsNullOrWhiteSpace(json.GetString()),
            JsonValueKind.Array => json.GetArrayLength() > 0,
            JsonValueKind.Object => json.EnumerateObject().MoveNext(),
            _ => true,
        };
    }
}
