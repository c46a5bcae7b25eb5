using CsvHelper;

namespace KoSales.Functions.Imports.Reading;

/// <summary>The header of an uploaded file.</summary>
/// <param name="Columns">Headings in file order, blanks around them removed.</param>
internal sealed record CsvHead(IReadOnlyList<string> Columns, char Separator)
{
    public const int MaxColumns = 500;

    /// <param name="start">The beginning of the file, as much as is at hand.</param>
    /// <param name="isAll">Whether that is the whole file.</param>
    public static Verdict<CsvHead> Read(ReadOnlyMemory<byte> start, bool isAll)
    {
        using var reader = CsvReader.Create(start, CsvFormat.WholeFile);
        string[] columns = [.. reader.Headers.Select(h => Texts.Tidy(h).Trim())];
        if (columns.All(c => c.Length == 0))
            return Refuse(
                "import.no_header",
                "The file has no header row; its first row names the columns."
            );
        if (columns.Length > MaxColumns)
            return Refuse(
                "import.too_many_columns",
                $"The file has more than {MaxColumns} columns."
            );
        // Without a record after it, the header may be cut off at the end of what is at hand.
        if (!isAll && !reader.Read())
            return Refuse(
                "import.no_header",
                "The header row does not end within the first 64 KiB of the file."
            );
        return new CsvHead(columns, reader.Separator);
    }

    private static Fault Refuse(string code, string detail) => new(FaultKind.Invalid, code, detail);
}
