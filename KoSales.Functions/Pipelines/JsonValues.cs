using System.Text.Json;
using System.Text.Json.Nodes;

namespace KoSales.Functions.Pipelines;

internal static class JsonValues
{
    /// <summary>The object with this text at its own member, whatever was there.</summary>
    public static JsonElement With(JsonElement json, string member, string text)
    {
        var changed = JsonObject.Create(json)!;
        changed[member] = text;
        return JsonElement.Parse(changed.ToJsonString());
    }

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
