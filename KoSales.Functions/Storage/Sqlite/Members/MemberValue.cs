using System.Text.Json;

namespace KoSales.Functions.Storage.Sqlite.Members;

/// <summary>A member as its column holds it: what SQLite's <c>json_extract</c> makes of it.</summary>
internal readonly struct MemberValue
{
    private readonly Kind _kind;
    private readonly long _bits;
    private readonly ReadOnlyMemory<byte> _utf8;

    private MemberValue(Kind kind, long bits, ReadOnlyMemory<byte> utf8 = default) =>
        (_kind, _bits, _utf8) = (kind, bits, utf8);

    private enum Kind
    {
        Null,
        Integer,
        Real,
        Text,
    }

    /// <summary>The value that the reader stands at; behind it afterwards. Objects and arrays are their
    /// JSON.</summary>
    /// <param name="json">What the reader reads.</param>
    public static MemberValue Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.True => new MemberValue(Kind.Integer, 1),
            JsonTokenType.False => new MemberValue(Kind.Integer, 0),
            JsonTokenType.Number => Number(ref reader),
            JsonTokenType.String => Text(ref reader, json),
            _ => Container(ref reader, json),
        };

    public void BindTo(Statement statement, int parameter)
    {
        switch (_kind)
        {
            case Kind.Integer:
                statement.Bind(parameter, _bits);
                break;
            case Kind.Real:
                statement.Bind(parameter, BitConverter.Int64BitsToDouble(_bits));
                break;
            case Kind.Text:
                statement.BindUtf8(parameter, _utf8.Span);
                break;
            default:
                statement.Bind(parameter, null);
                break;
        }
    }

    /// <summary>Whether a column of the current row holds this value.</summary>
    public bool IsIn(Statement row, int column) =>
        row.TypeOf(column) switch
        {
            ColumnType.Null => _kind == Kind.Null,
            ColumnType.Integer => _kind == Kind.Integer && row.Long(column) == _bits,
            ColumnType.Real => _kind == Kind.Real
                && BitConverter.DoubleToInt64Bits(row.Double(column)) == _bits,
            ColumnType.Text => _kind == Kind.Text && row.Bytes(column).SequenceEqual(_utf8.Span),
            _ => false,
        };

    private static MemberValue Number(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var integer)
            ? new MemberValue(Kind.Integer, integer)
            : new MemberValue(Kind.Real, BitConverter.DoubleToInt64Bits(reader.GetDouble()));

    private static MemberValue Text(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        if (!reader.ValueIsEscaped)
            // Between the quotes.
            return new MemberValue(
                Kind.Text,
                0,
                json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length)
            );
        var plain = new byte[reader.ValueSpan.Length];
        return new MemberValue(Kind.Text, 0, plain.AsMemory(0, reader.CopyString(plain)));
    }

    private static MemberValue Container(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new MemberValue(Kind.Text, 0, json[start..(int)reader.BytesConsumed]);
    }
}
