using System.Runtime.InteropServices;
using System.Text.Json;

namespace KoSales.Domain.Rules;

/// <summary>Reads given paths out of UTF-8 JSON objects in one pass that stops when it has them all,
/// without making a document of it.</summary>
internal sealed class JsonFieldScanner
{
    private readonly JsonNameTable _root;
    private readonly int _wanted;

    /// <param name="fields">Dotted path → place of its value.</param>
    public JsonFieldScanner(IEnumerable<(string Path, int Place)> fields)
    {
        var paths = fields.ToArray();
        _wanted = paths.Length;
        _root = new JsonNameTable([.. paths.Select(p => (p.Path.Split('.'), p.Place))]);
    }

    /// <summary>Puts the values at their places; places of fields that are absent or null are left as they
    /// are. The values go on using the JSON.</summary>
    public void Scan(ReadOnlyMemory<byte> json, FieldValue[] values)
    {
        if (_wanted == 0)
            return;
        var source = MemoryMarshal.TryGetArray(json, out var segment)
            ? segment
            : new ArraySegment<byte>(json.ToArray());
        var reader = new Utf8JsonReader(source);
        var left = _wanted;
        reader.Read();
        ReadObject(ref reader, _root, source, values, ref left);
    }

    private static void ReadObject(
        ref Utf8JsonReader reader,
        JsonNameTable names,
        ArraySegment<byte> source,
        FieldValue[] values,
        ref int left
    )
    {
        while (left > 0 && reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = names.Find(in reader);
            reader.Read();
            if (name is null)
            {
                reader.Skip();
                continue;
            }

            if (name.Place >= 0)
            {
                values[name.Place] = MemberOf(ref reader, source);
                left--;
            }

            if (reader.TokenType != JsonTokenType.StartObject)
                continue;
            if (name.Members is null)
                reader.Skip();
            else
                ReadObject(ref reader, name.Members, source, values, ref left);
        }
    }

    /// <summary>Leaves the reader at the start of an object, at the end of any other value.</summary>
    private static FieldValue MemberOf(ref Utf8JsonReader reader, ArraySegment<byte> source) =>
        reader.TokenType == JsonTokenType.StartObject
            ? FieldValue.OfObject()
            : ValueOf(ref reader, source);

    /// <summary>Leaves the reader at the value's last token.</summary>
    private static FieldValue ValueOf(ref Utf8JsonReader reader, ArraySegment<byte> source)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return Raw(FieldValueKind.Text, ref reader, source, start);
            case JsonTokenType.Number:
                return FieldValue.Of(reader);
            case JsonTokenType.True or JsonTokenType.False:
                return FieldValue.Of(reader.TokenType == JsonTokenType.True);
            case JsonTokenType.StartArray:
                reader.Skip();
                return Raw(FieldValueKind.List, ref reader, source, start);
            default:
                return default;
        }
    }

    private static FieldValue Raw(
        FieldValueKind kind,
        ref Utf8JsonReader reader,
        ArraySegment<byte> source,
        int start
    ) =>
        FieldValue.OfJson(
            kind,
            source.Array!,
            source.Offset + start,
            (int)reader.BytesConsumed - start
        );
}
