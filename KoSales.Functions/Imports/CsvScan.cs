using CsvHelper;

namespace KoSales.Functions.Imports;

/// <summary>A run of whole records.</summary>
/// <param name="Offset">Bytes from the start of the file.</param>
/// <param name="FirstRow">As a spreadsheet counts: the header is row 1; empty lines do not count.</param>
internal readonly record struct CsvRun(long Offset, long Length, long FirstRow, int Rows);

/// <summary>Cuts a file into runs of records, by reading it once from front to end.</summary>
internal static class CsvScan
{
    /// <summary>A run ends early when it has so many bytes, so that one fits into memory whatever the rows.</summary>
    private const long MaxRunBytes = 4 * 1024 * 1024;

    /// <summary>Together the runs are all records after the header. Throws <see cref="CsvFormatException"/> for a record larger than is taken.</summary>
    /// <param name="length">Bytes of the whole content.</param>
    public static async IAsyncEnumerable<CsvRun> RunsAsync(Stream content, long length, char separator, int rowsPerRun)
    {
        await using var reader = CsvReader.Create(content, CsvFormat.WholeFileWith(separator), leaveOpen: true);
        var (start, firstRow, rows) = (0L, 2L, 0);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            var at = reader.ByteOffset;
            if (rows == 0)
            {
                start = at;
            }
            else if (rows == rowsPerRun || at - start >= MaxRunBytes)
            {
                yield return new CsvRun(start, at - start, firstRow, rows);
                (start, firstRow, rows) = (at, firstRow + rows, 0);
            }

            rows++;
        }

        if (rows > 0) yield return new CsvRun(start, length - start, firstRow, rows);
    }
}
