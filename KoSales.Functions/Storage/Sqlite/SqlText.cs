using System.Globalization;
using System.Text;

namespace KoSales.Functions.Storage.Sqlite;

/// <summary>SQL under construction with its parameters. In literal mode (declarations of indexes and
/// triggers) values are quoted into the text.</summary>
internal sealed class SqlText(Collection collection, bool literal = false)
{
    private readonly StringBuilder _text = new(256);

    public List<object?> Parameters { get; } = [];

    public SqlText Add(string sql)
    {
        _text.Append(sql);
        return this;
    }

    /// <summary>What reads a field, letter for letter as its index is declared with.</summary>
    public SqlText Field(string path) => Add(SqlNames.Field(collection, path));

    /// <param name="value">A text, a long, a double or null.</param>
    public SqlText Value(object? value)
    {
        if (literal)
            return Add(Quote(value));
        Parameters.Add(value);
        return Add("?");
    }

    public SqlText Join<T>(string separator, IReadOnlyList<T> items, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                _text.Append(separator);
            write(items[i]);
        }

        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Quote(object? value) =>
        value switch
        {
            null => "NULL",
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
