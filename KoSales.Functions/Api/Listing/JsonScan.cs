using System.Buffers;

namespace KoSales.Functions.Api.Listing;

/// <summary>Steps over JSON that the store wrote and that is therefore well-formed. Positions are byte
/// offsets.</summary>
internal static class JsonScan
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> ScalarEnd = SearchValues.Create(",}] \t\r\n"u8);

    /// <summary>The first position from <paramref name="at"/> that is not white space.</summary>
    public static int Blank(ReadOnlySpan<byte> json, int at)
    {
        while (json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        return at;
    }

    /// <param name="at">The opening quote.</param>
    /// <returns>The position after the closing quote.</returns>
    public static int AfterText(ReadOnlySpan<byte> json, int at)
    {
        at++;
        while (true)
        {
            at += json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (json[at] == '"')
                return at + 1;
            at += 2;
        }
    }

    /// <param name="at">The first byte of a value.</param>
    /// <returns>The position after it.</returns>
    public static int AfterValue(ReadOnlySpan<byte> json, int at) =>
        json[at] switch
        {
            (byte)'"' => AfterText(json, at),
            (byte)'{' or (byte)'[' => AfterContainer(json, at),
            _ => json[at..].IndexOfAny(ScalarEnd) is var end and >= 0 ? at + end : json.Length,
        };

    /// <summary>The value at a path of member names; empty when it is missing.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> json, ReadOnlySpan<byte> path)
    {
        while (true)
        {
            var dot = path.IndexOf((byte)'.');
            var value = Member(json, dot < 0 ? path : path[..dot]);
            if (dot < 0 || value.IsEmpty)
                return value;
            json = value;
            path = path[(dot + 1)..];
        }
    }

    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        if (json[0] != '{')
            return default;
        var members = new JsonMembers(json, 0);
        while (members.Next())
        {
            if (json[members.Name].SequenceEqual(name))
                return json[members.Value];
        }
        return default;
    }

    private static int AfterContainer(ReadOnlySpan<byte> json, int at)
    {
        var depth = 0;
        while (true)
        {
            at += json[at..].IndexOfAny(Structure);
            switch (json[at])
            {
                case (byte)'"':
                    at = AfterText(json, at);
                    continue;
                case (byte)'{' or (byte)'[':
                    depth++;
                    break;
                default:
                    depth--;
                    break;
            }
            at++;
            if (depth == 0)
                return at;
        }
    }
}

/// <summary>The members of one object of well-formed JSON, in order.</summary>
/// <param name="start">The opening brace.</param>
internal ref struct JsonMembers(ReadOnlySpan<byte> json, int start)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _at = start + 1;

    /// <summary>Between the quotes.</summary>
    public Range Name { get; private set; }

    public Range Value { get; private set; }

    /// <summary>Position of the name's opening quote.</summary>
    public int Start { get; private set; }

    public readonly int End => Value.End.Value;

    /// <summary>False at the closing brace, the position after which is then <see cref="After"/>.</summary>
    public bool Next()
    {
        _at = JsonScan.Blank(_json, _at);
        if (_json[_at] == ',')
            _at = JsonScan.Blank(_json, _at + 1);
        if (_json[_at] == '}')
            return false;
        Start = _at;
        var nameEnd = JsonScan.AfterText(_json, _at);
        Name = (Start + 1)..(nameEnd - 1);
        var value = JsonScan.Blank(_json, JsonScan.Blank(_json, nameEnd) + 1);
        _at = JsonScan.AfterValue(_json, value);
        Value = value.._at;
        return true;
    }

    public readonly int After => _at + 1;
}
