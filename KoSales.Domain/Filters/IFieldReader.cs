using System.Text;
using System.Text.Json;

namespace KoSales.Domain.Filters;

/// <summary>Reads fields of a kind of document for a filter.</summary>
public interface IFieldReader<in TDoc>
{
    /// <summary>Asked once per condition, when a filter is compiled; what it returns is called per
    /// document, from any thread.</summary>
    Func<TDoc, FieldValue> Accessor(string path);
}

/// <summary>Reads fields of JSON objects. A path that leads through an array or a missing object is
/// missing.</summary>
public sealed class JsonFieldReader : IFieldReader<JsonElement>
{
    public static readonly JsonFieldReader Instance = new();

    private JsonFieldReader() { }

    public Func<JsonElement, FieldValue> Accessor(string path)
    {
        byte[][] segments = [.. FieldPath.Check(path).Split('.').Select(Encoding.UTF8.GetBytes)];
        return segments is [var single]
            ? document => Member(document, single)
            : document => Follow(document, segments);
    }

    private static FieldValue Member(JsonElement document, byte[] name) =>
        document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var member)
            ? FieldValue.Of(member)
            : default;

    private static FieldValue Follow(JsonElement document, byte[][] segments)
    {
        foreach (var segment in segments)
        {
            if (
                document.ValueKind != JsonValueKind.Object
                || !document.TryGetProperty(segment, out document)
            )
                return default;
        }

        return FieldValue.Of(document);
    }
}
