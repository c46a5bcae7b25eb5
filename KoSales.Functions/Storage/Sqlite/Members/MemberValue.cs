using System.Text.Json;

namespace KoSales.Functions.Storage.Sqlite.Members;

/// <summary>A member as its column holds it: what SQLite's <c>json_extract</c> makes of it.</summary>
/// <remarks>Small: every document that is written has one for each column.</remarks>
internal readonly struct MemberValue
{
    private static readonly byte[] Integer = new byte[1];
    private static readonly byte[] Real = new byte[1];

    /// <summary>What a text is a part of; <see cref="Integer"/> and <see cref="Real"/> for those, null for
    /// nothing.</summary>
    private readonly byte[]? _of;

    /// <summary>The number, or where the text begins and, in the lower half, how long it is.</summary>
    private readonly long _bits;

    private MemberValue(byte[] of, long bits) => (_of, _bits) = (of, bits);

    private MemberValue(byte[] of, int start, int length)
        : this(of, ((long)start << 32) | (uint)length) { }

    private bool IsText => _of is not null && _of != Integer && _of != Real;

    private ReadOnlySpan<byte> Utf8 => _of.AsSpan((int)(_bits >> 32), (int)_bits);

    /// <summary>The value that the reader stands at; behind it afterwards. Objects and arrays are their
    /// JSON.</summary>
    /// <param name="json">What the reader reads.</param>
    public static MemberValue Read(ref Utf8JsonReader reader, byte[] json) =>
        reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.True => new MemberValue(Integer, 1),
            JsonTokenType.False => new MemberValue(Integer, 0),
            JsonTokenType.Number => Number(ref reader),
            JsonTokenType.String => Text(ref reader, json),
            _ => Container(ref reader, json),
        };

    public void BindTo(Statement statement, int parameter)
    {
        if (_of is null)
            statement.Bind(parameter, null);
        else if (_of == Integer)
            statement.Bind(parameter, _bits);
        else if (_of == Real)
            statement.Bind(parameter, BitConverter.Int64BitsToDouble(_bits));
        else
            statement.BindUtf8(parameter, Utf8);
    }

    /// <summary>Whether a column of the current row holds this value.</summary>
    public bool IsIn(Statement row, int column) =>
        row.TypeOf(column) switch
        {
            ColumnType.Null => _of is null,
            ColumnType.Integer => _of == Integer && row.Long(column) == _bits,
            ColumnType.Real => _of == Real
                && BitConverter.DoubleToInt64Bits(row.Double(column)) == _bits,
            ColumnType.Text => IsText && row.Bytes(column).SequenceEqual(Utf8),
            _ => false,
        };

    private static MemberValue Number(ref Utf8JsonReader reader) =>
        reader.TryGetInt64(out var integer)
            ? new MemberValue(Integer, integer)
            : new MemberValue(Real, BitConverter.DoubleToInt64Bits(reader.GetDouble()));

    private static MemberValue Text(ref Utf8JsonReader reader, byte[] json)
    {
        if (!reader.ValueIsEscaped)
            // Between the quotes.
            return new MemberValue(json, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        var plain = new byte[reader.ValueSpan.Length];
        return new MemberValue(plain, 0, reader.CopyString(plain));
    }

    private static MemberValue Container(ref Utf8JsonReader reader, byte[] json)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new MemberValue(json, start, (int)reader.BytesConsumed - start);
    }
}
