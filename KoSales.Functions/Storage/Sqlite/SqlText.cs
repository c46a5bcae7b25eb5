using System.Buffers;
using System.Globalization;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>SQL under construction with its parameters. In literal mode (declarations of indexes and
/// triggers) values are quoted into the text.</summary>
/// <remarks>Ends with <see cref="Done"/>, once.</remarks>
internal sealed class SqlText(Collection collection, bool literal = false)
{
    private const int Usual = 1024;

    private static readonly KnownTexts Known = new(t => t);

    private readonly List<object?> _parameters = new(8);
    private char[] _text = ArrayPool<char>.Shared.Rent(Usual);
    private int _length;

    public SqlText Add(string sql)
    {
        if (_text.Length - _length < sql.Length)
            Grow(sql.Length);
        sql.CopyTo(_text.AsSpan(_length));
        _length += sql.Length;
        return this;
    }

    /// <summary>What reads a field, letter for letter as its index is declared with.</summary>
    public SqlText Field(string path) => Add(SqlNames.Field(collection, path));

    /// <param name="value">A text, a long, a double or null.</param>
    public SqlText Value(object? value)
    {
        if (literal)
            return Add(Quote(value));
        _parameters.Add(value);
        return Add("?");
    }

    /// <summary>Whether values stand in the text.</summary>
    public bool IsLiteral => literal;

    /// <summary>What was written. Nothing can be added any more.</summary>
    public BoundSql Done()
    {
        var text = Known.Of(_text.AsSpan(0, _length));
        ArrayPool<char>.Shared.Return(_text);
        (_text, _length) = ([], 0);
        return new BoundSql(text, _parameters);
    }

    private void Grow(int more)
    {
        var longer = ArrayPool<char>.Shared.Rent(Math.Max(_text.Length * 2, _length + more));
        _text.AsSpan(0, _length).CopyTo(longer);
        ArrayPool<char>.Shared.Return(_text);
        _text = longer;
    }

    private static string Quote(object? value) =>
        value switch
        {
            null => "NULL",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}

/// <summary>A statement with what is bound to it.</summary>
/// <param name="Parameters">Texts, longs, doubles and nulls, in order.</param>
internal readonly record struct BoundSql(string Text, IReadOnlyList<object?> Parameters);
