using CsvHelper;

namespace KoSales.Functions.Imports.Reading;

/// <summary>A run of whole records.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="FirstRow">As a spreadsheet counts: the header is row 1; empty lines do not count.</param>
/// <param name="Rows">Without those that have no text in any cell.</param>
internal readonly record struct CsvRun(long Offset, long Length, long FirstRow, int Rows);

/// <summary>Cuts a file into runs of records, by reading it once from front to end.</summary>
internal static class CsvScan
{
    /// <summary>A run ends early when it has so many bytes, so that one fits into memory whatever the
    /// rows.</summary>
    private const long MaxRunBytes = 4 * 1024 * 1024;

    /// <summary>Together the runs are all records after the header. Throws <see cref="CsvFormatException"/>
    /// for a record larger than is taken.</summary>
    /// <param name="length">Bytes of the whole content.</param>
    public static async IAsyncEnumerable<CsvRun> RunsAsync(
        Stream content,
        long length,
        char separator,
        int rowsPerRun
    )
    {
        await using var reader = CsvReader.Create(
            content,
            CsvFormat.WholeFileWith(separator),
            leaveOpen: true
        );
        var start = 0L;
        var firstRow = 2L;
        var records = 0;
        var rows = 0;
        while (await reader.ReadAsync(CancellationToken.None))
        {
            var at = reader.ByteOffset;
            if (records == 0)
            {
                start = at;
            }
            else if (records == rowsPerRun || at - start >= MaxRunBytes)
            {
                yield return new CsvRun(start, at - start, firstRow, rows);
                start = at;
                firstRow += records;
                records = 0;
                rows = 0;
            }

            records++;
            if (!IsBlank(reader))
                rows++;
        }

        if (records > 0)
            yield return new CsvRun(start, length - start, firstRow, rows);
    }

    /// <summary>Spreadsheets write rows that were only formatted.</summary>
    public static bool IsBlank(CsvReader reader)
    {
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (!string.IsNullOrWhiteSpace(reader.GetString(i)))
                return false;
        }

        return true;
    }
}
