using System.Text.Json;
using KoSales.Domain.Kernel;

namespace KoSales.Domain.Filters;

/// <summary>
/// Filters as JSON: <c>{"all": [...]}</c>, <c>{"any": [...]}</c>, <c>{"not": {...}}</c>, <c>{"field":
/// "score", "op": "gte", "value": 50}</c>. Values are
/// typed by the field's catalog entry.
/// </summary>
public static class FilterJson
{
    public const int DeepestNesting = 10;

    public const int MostConditions = 100;

    /// <summary>The filter, or every fault of it at once.</summary>
    /// <param name="pointer">JSON pointer of the filter inside its document, put before the pointers of
    /// faults: <c>/rule</c>.</param>
    public static Verdict<Filter> Parse(
        JsonElement json,
        IFieldCatalog catalog,
        string pointer = ""
    )
    {
        var reader = new FilterJsonReader(catalog);
        var filter = reader.Read(json, pointer, depth: 1);
        return reader.Faults.Count == 0 ? filter! : Verdict<Filter>.Refuse(reader.Faults);
    }

    public static JsonElement Write(Filter filter)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            FilterJsonWriter.Write(writer, filter);
        return JsonElement.Parse(stream.ToArray());
    }
}
