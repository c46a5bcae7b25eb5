using System.Buffers;

namespace KoSales.Functions.Imports.Reading;

/// <summary>Cuts a file of lines into runs of whole lines, by reading it once from front to
/// end.</summary>
internal static class LineScan
{
    /// <summary>Bytes of one line; a longer one is none.</summary>
    public const int MaxLine = 1024 * 1024;

    private const long MaxRunBytes = 4 * 1024 * 1024;
    private const int BufferBytes = 64 * 1024;

    /// <summary>Line 1 is the first; blank lines are no rows but count as lines.</summary>
    /// <exception cref="InvalidDataException">A line is longer than <see
    /// cref="MaxLine"/>.</exception>
    public static async IAsyncEnumerable<CsvRun> RunsAsync(Stream content, int rowsPerRun)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        var run = new CsvRun(0, 0, 1, 0);
        var (lines, line, isBlank) = (0, 0, true);
        int read;
        while ((read = await content.ReadAsync(buffer)) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                run = run with { Length = run.Length + 1 };
                if (++line > MaxLine)
                    throw new InvalidDataException("a line is too long");
                isBlank &= buffer[i] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
                if (buffer[i] != (byte)'\n')
                    continue;
                run = run with { Rows = run.Rows + (isBlank ? 0 : 1) };
                (lines, line, isBlank) = (lines + 1, 0, true);
                if (run.Rows < rowsPerRun && run.Length < MaxRunBytes)
                    continue;
                yield return run;
                run = new CsvRun(run.Offset + run.Length, 0, run.FirstRow + lines, 0);
                lines = 0;
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
        if (run.Length > 0)
            yield return run with
            {
                Rows = run.Rows + (isBlank ? 0 : 1),
            };
    }

    /// <summary>The lines of a run that are not blank, each with its number.</summary>
    public static IEnumerable<FileLine> LinesOf(ReadOnlyMemory<byte> records, long firstRow)
    {
        var number = firstRow;
        while (records.Length > 0)
        {
            var end = records.Span.IndexOf((byte)'\n');
            var line = end < 0 ? records : records[..end];
            var text = line.Span.Trim(" \t\r"u8);
            if (text.Length > 0)
                yield return new FileLine(number, line);
            number++;
            records = end < 0 ? default : records[(end + 1)..];
        }
    }
}

/// <param name="Number">From 1.</param>
public readonly record struct FileLine(long Number, ReadOnlyMemory<byte> Text);
