using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Filters.Reading;
using NodaTime;
using NodaTime.Text;

namespace KoSales.Domain.Filters;

/// <summary>What a filter sees of a field.</summary>
public enum FieldValueKind
{
    /// <summary>Absent or null.</summary>
    Missing,

    /// <summary>Text, and what is stored as text: instants and dates.</summary>
    Text,
    Number,
    Flag,
    List,

    /// <summary>An object: it exists, and no comparison holds.</summary>
    Other,
}

/// <summary>The value of a field of a document, wrapped without being copied or converted. <c>default</c>
/// is a missing value.</summary>
public readonly struct FieldValue
{
    private readonly JsonElement _json;
    private readonly object? _value;
    private readonly decimal _number;
    private readonly int _start;
    private readonly int _length;

    private FieldValue(FieldValueKind kind, object? value, decimal number = 0) =>
        (Kind, _value, _number) = (kind, value, number);

    private FieldValue(FieldValueKind kind, JsonElement json) => (Kind, _json) = (kind, json);

    private FieldValue(FieldValueKind kind, byte[] json, int start, int length) =>
        (Kind, _value, _start, _length) = (kind, json, start, length);

    public FieldValueKind Kind { get; }

    public bool Flag => _value is null ? _json.ValueKind == JsonValueKind.True : _number == 1;

    /// <summary>Numbers beyond the range of decimal count as its ends.</summary>
    public decimal Number => _json.ValueKind == JsonValueKind.Undefined ? _number : JsonNumber;

    private decimal JsonNumber =>
        _json.TryGetDecimal(out var number) ? number : Clamped(_json.GetDouble());

    public static FieldValue Of(string? text) =>
        text is null ? default : new(FieldValueKind.Text, text);

    public static FieldValue Of(decimal? number) =>
        number is null ? default : new(FieldValueKind.Number, null, number.Value);

    public static FieldValue Of(bool? flag) =>
        flag is null ? default : new(FieldValueKind.Flag, bool.TrueString, flag.Value ? 1 : 0);

    public static FieldValue Of(Instant? instant) =>
        instant is null ? default : new(FieldValueKind.Text, InstantConverter.Write(instant.Value));

    public static FieldValue Of(LocalDate? date) =>
        date is null ? default : new(FieldValueKind.Text, LocalDatePattern.Iso.Format(date.Value));

    public static FieldValue Of(IReadOnlyList<string>? texts) =>
        texts is null ? default : new(FieldValueKind.List, texts);

    public static FieldValue Of(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => new(FieldValueKind.Text, json),
            JsonValueKind.Number => new(FieldValueKind.Number, json),
            JsonValueKind.True or JsonValueKind.False => new(FieldValueKind.Flag, json),
            JsonValueKind.Array => new(FieldValueKind.List, json),
            JsonValueKind.Object => new(FieldValueKind.Other, json),
            _ => default,
        };

    /// <param name="reader">At a number.</param>
    internal static FieldValue Of(in Utf8JsonReader reader) =>
        new(
            FieldValueKind.Number,
            null,
            reader.TryGetDecimal(out var number) ? number : Clamped(reader.GetDouble())
        );

    /// <summary>A text or a list as it stands in UTF-8 JSON, quotes and brackets included. The bytes must
    /// not change afterwards.</summary>
    internal static FieldValue OfJson(FieldValueKind kind, byte[] json, int start, int length) =>
        new(kind, json, start, length);

    /// <summary>An object.</summary>
    internal static FieldValue OfObject() => new(FieldValueKind.Other, null);

    public override string ToString() =>
        Kind switch
        {
            FieldValueKind.Missing => "missing",
            FieldValueKind.Flag => Flag ? "true" : "false",
            FieldValueKind.Number => FilterLiteral.AsJson(Number),
            FieldValueKind.List when _value is IReadOnlyList<string> texts => string.Join(
                ", ",
                texts
            ),
            FieldValueKind.List when _value is byte[] => Element().ToString(),
            FieldValueKind.Other when _json.ValueKind == JsonValueKind.Undefined => "an object",
            _ => Whole(),
        };

    internal bool TextEquals(TextLiteral text)
    {
        if (_value is string own)
            return own == text.Text;
        return Plain(out var utf8) ? utf8.SequenceEqual(text.Utf8) : Whole() == text.Text;
    }

    /// <summary>By code point.</summary>
    internal int CompareText(TextLiteral text)
    {
        if (_value is string own)
            return TextOrder.Compare(own, text.Text);
        return Plain(out var utf8)
            ? utf8.SequenceCompareTo(text.Utf8)
            : TextOrder.Compare(Whole(), text.Text);
    }

    internal bool StartsWith(TextLiteral prefix)
    {
        if (_value is string own)
            return own.StartsWith(prefix.Text, StringComparison.Ordinal);
        return Plain(out var utf8)
            ? utf8.StartsWith(prefix.Utf8)
            : Whole().StartsWith(prefix.Text, StringComparison.Ordinal);
    }

    internal bool IsIn(TextSet set)
    {
        if (_value is string own)
            return set.Contains(own);
        return Plain(out var utf8) && utf8.Length <= TextSet.Longest
            ? set.Contains(utf8)
            : set.Contains(Whole());
    }

    /// <summary>Whether a list holds anything; anything but a list that is there counts as filled.</summary>
    internal bool IsFilled =>
        Kind switch
        {
            FieldValueKind.Missing => false,
            FieldValueKind.List when _value is IReadOnlyList<string> texts => texts.Count > 0,
            FieldValueKind.List when _value is byte[] json => json.AsSpan(_start, _length)[1..^1]
                .ContainsAnyExcept(" \t\r\n"u8),
            FieldValueKind.List => _json.GetArrayLength() > 0,
            _ => true,
        };

    /// <summary>Whether a list holds the text.</summary>
    internal bool Holds(TextLiteral text)
    {
        if (_value is IReadOnlyList<string> texts)
            return texts.Contains(text.Text);
        if (_value is byte[] json)
            return Holds(json.AsSpan(_start, _length), text);
        foreach (var element in _json.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.String && element.ValueEquals(text.Utf8))
                return true;
        }

        return false;
    }

    /// <summary>The text as a time: milliseconds from 1970, or a number of days; false when it is not of
    /// the form in which documents hold it.</summary>
    internal bool TryTime(bool days, out long time)
    {
        if (_value is not string own)
            return Plain(out var utf8)
                ? StoredTime.TryRead(utf8, days, out time)
                : StoredTime.IsNone(out time);
        Span<byte> transcoded = stackalloc byte[StoredTime.Longest];
        return
            own.Length <= StoredTime.Longest
            && Encoding.UTF8.TryGetBytes(own, transcoded, out var written)
            ? StoredTime.TryRead(transcoded[..written], days, out time)
            : StoredTime.IsNone(out time);
    }

    /// <summary>The text's bytes as they stand in the document; false when they hold escapes.</summary>
    private bool Plain(out ReadOnlySpan<byte> utf8)
    {
        utf8 = (
            _value is byte[] json
                ? json.AsSpan(_start, _length)
                : JsonMarshal.GetRawUtf8Value(_json)
        )[1..^1];
        return !utf8.Contains((byte)'\\');
    }

    /// <summary>The text, unescaped.</summary>
    private string Whole() => _value as string ?? (_value is byte[] ? Element() : _json).ToString();

    private JsonElement Element() => JsonElement.Parse(((byte[])_value!).AsSpan(_start, _length));

    private static bool Holds(ReadOnlySpan<byte> json, TextLiteral text)
    {
        if (text.Quoted is { } quoted && !json.Contains((byte)'\\'))
            return json.IndexOf(quoted) >= 0;
        var elements = new Utf8JsonReader(json);
        elements.Read();
        while (elements.Read() && elements.TokenType != JsonTokenType.EndArray)
        {
            if (elements.TokenType == JsonTokenType.String && elements.ValueTextEquals(text.Utf8))
                return true;
            elements.Skip();
        }

        return false;
    }

    private static decimal Clamped(double number) =>
        number > 0 ? decimal.MaxValue : decimal.MinValue;
}

/// <summary>A text to compare with, in both encodings.</summary>
internal sealed class TextLiteral(string text)
{
    public string Text { get; } = text;

    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(text);

    /// <summary>The text as an element of an array of texts without escapes, where it cannot be taken for
    /// anything else; null when it could: <c>","</c> is also
    /// what stands between two elements.</summary>
    public byte[]? Quoted { get; } =
        text.AsSpan().ContainsAny(Ambiguous) ? null : Encoding.UTF8.GetBytes($"\"{text}\"");

    private static readonly SearchValues<char> Ambiguous = SearchValues.Create("\"\\,[]{}: \t\r\n");
}

/// <summary>Order of texts by code point, which is the order of their UTF-8 bytes and that of both stores.
/// .NET's ordinal order goes by UTF-16 units and
/// differs for characters beyond the basic plane.</summary>
public static class TextOrder
{
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length)
            return left.Length - right.Length;
        return Rank(left[same]) - Rank(right[same]);
    }

    /// <summary>Moves surrogates above everything else in the basic plane.</summary>
    private static int Rank(char c) =>
        c switch
        {
            < '\uD800' => c,
            >= '\uE000' => c - 0x800,
            _ => c + 0x2000,
        };
}
