namespace KoSales.Domain.Imports;

/// <summary>Options and header of one file, checked against each other: how a record of cells becomes the
/// cells of a new record.</summary>
public sealed class ImportPlan
{
    private readonly Column[] _columns;
    private readonly KeyValuePair<string, string>[] _defaults;

    private ImportPlan(Column[] columns, KeyValuePair<string, string>[] defaults)
    {
        _columns = columns;
        _defaults = defaults;
    }

    /// <summary>Refused with every fault at once, pointers into the options.</summary>
    /// <param name="header">Column headings in file order; empty ones cannot be mapped.</param>
    /// <param name="isField">Whether records have a field of this dotted path.</param>
    public static Verdict<ImportPlan> Of(
        ImportOptions options,
        IReadOnlyList<string> header,
        Func<string, bool> isField
    )
    {
        Fault[] faults = [.. ImportCheck.FaultsOf(options, header, isField)];
        if (faults.Length > 0)
            return Verdict<ImportPlan>.Refuse(faults);
        return new ImportPlan(
            [.. options.Mapping.Select(m => ColumnOf(options, header, m.Key, m.Value))],
            [.. options.Defaults.Select(d => DefaultOf(options, d.Key, d.Value))]
        );
    }

    private static Column ColumnOf(
        ImportOptions options,
        IReadOnlyList<string> header,
        string heading,
        string path
    ) => new(IndexOf(header, heading), heading, path, ValueWords.Of(options, path));

    private static KeyValuePair<string, string> DefaultOf(
        ImportOptions options,
        string path,
        string text
    ) => new(path, ValueWords.Of(options, path).Translate(text));

    /// <summary>Dotted path → cell text for what the row and the defaults give; paths without text are left
    /// out.</summary>
    /// <param name="cell">The text of the column with this index; empty where the record is too short.</param>
    public List<KeyValuePair<string, string>> Read(Func<int, string> cell)
    {
        var cells = new List<KeyValuePair<string, string>>(_columns.Length + _defaults.Length);
        foreach (var column in _columns)
        {
            var text = column.Words.Translate(Texts.Tidy(cell(column.Index)));
            if (!string.IsNullOrWhiteSpace(text))
                Add(cells, column.Path, text);
        }

        var given = cells.Count;
        foreach (var (path, text) in _defaults)
        {
            if (!Has(cells, given, path))
                cells.Add(new(path, text));
        }

        return cells;
    }

    /// <summary>The heading of the column that a fault is about, or null when no single column is.</summary>
    /// <param name="pointer">JSON pointer into a record, such as <c>/source/channel</c>.</param>
    public string? ColumnAt(string? pointer)
    {
        if (pointer is not { Length: > 1 })
            return null;
        var path = pointer[1..].Replace('/', '.');
        return Array
            .Find(
                _columns,
                c => path == c.Path || path.StartsWith(c.Path + ".", StringComparison.Ordinal)
            )
            ?.Heading;
    }

    /// <summary>Several columns of one field make one cell.</summary>
    private static void Add(List<KeyValuePair<string, string>> cells, string path, string text)
    {
        var at = cells.FindIndex(c => c.Key == path);
        if (at < 0)
            cells.Add(new(path, text));
        else
            cells[at] = new(path, cells[at].Value.Trim() + ImportJoin.Between(path) + text.Trim());
    }

    private static bool Has(List<KeyValuePair<string, string>> cells, int count, string path)
    {
        for (var i = 0; i < count; i++)
        {
            if (cells[i].Key == path)
                return true;
        }

        return false;
    }

    private static int IndexOf(IReadOnlyList<string> header, string heading) =>
        Enumerable.Range(0, header.Count).First(i => header[i] == heading);

    private sealed record Column(int Index, string Heading, string Path, ValueWords Words);
}
