using System.Text;
using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using KoSales.Functions.Imports.Reading;

namespace KoSales.Tests.Imports.Reading;

public sealed class CsvScanTests
{
    private static readonly string[] Cells =
    [
        "",
        "a",
        "किसान",
        "x,y",
        "say \"yes\"",
        "two\nlines",
        "two\r\nlines",
        "\"",
        ",",
        "\r",
        "  ",
        "12\" pipe",
        "=1+1",
        "'",
    ];

    [Fact]
    public void The_rows_by_runs_are_the_rows_in_one_go()
    {
        var files =
            from width in Gen.Choose(1, 5)
            from rows in Gen.ListOf(Gen.ArrayOf(Gen.Elements(Cells), width))
            from newLine in Gen.Elements("\n", "\r\n")
            from bom in Gen.Elements("", "\uFEFF")
            from blank in Gen.Choose(0, 3)
            from end in Gen.Elements("", newLine)
            from perRun in Gen.Choose(1, 7)
            select (
                Text: bom
                    + Header(width)
                    + newLine
                    + string.Join(
                        newLine,
                        rows.Select((r, i) => (i % 4 < blank ? newLine : "") + Line(r))
                    )
                    + end,
                perRun
            );

        Prop.ForAll(files.ToArbitrary(), file => AssertSameRows(file.Text, file.perRun))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Stray_and_open_quotes_cut_the_file_where_reading_it_whole_does()
    {
        var lines =
            from line in Gen.ListOf(
                Gen.Elements(
                    "a\"b,c",
                    "\"a\"b,c",
                    "\"x\ny\"z,1",
                    "1,2",
                    "\"open",
                    "\"\"",
                    "\",\"",
                    "",
                    "q\""
                )
            )
            from perRun in Gen.Choose(1, 3)
            select (Text: "h1,h2\n" + string.Join('\n', line), perRun);

        Prop.ForAll(lines.ToArbitrary(), file => AssertSameRows(file.Text, file.perRun))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Rows_are_numbered_as_a_spreadsheet_does()
    {
        var runs = await RunsAsync("h\r\na\r\n\"b\r\nb\"\r\n\r\nc\r\nd", 2);

        Assert.Equal([(2L, 2), (4L, 2)], runs.Select(r => (r.FirstRow, r.Rows)));
    }

    [Fact]
    public async Task A_header_alone_has_no_runs()
    {
        Assert.Empty(await RunsAsync("a,b\n", 5));
        Assert.Empty(await RunsAsync("a,b", 5));
    }

    [Fact]
    public async Task A_quote_that_swallows_the_file_is_refused_before_it_fills_the_memory()
    {
        var file = "a,b\n\"" + new string('x', 3 * CsvFormat.MaxRecord);

        await Assert.ThrowsAsync<CsvFormatException>(() => RunsAsync(file, 5));
    }

    private static void AssertSameRows(string text, int perRun)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = new List<string>();
        using (var reader = CsvReader.Create(bytes, CsvFormat.WholeFileWith(',')))
        {
            while (reader.Read())
                whole.Add(Shown(reader));
        }

        var runs = RunsAsync(text, perRun).GetAwaiter().GetResult();
        var parts = new List<string>();
        var row = 2L;
        foreach (var run in runs)
        {
            Assert.Equal(row, run.FirstRow);
            Assert.InRange(run.Rows, 0, perRun);
            var before = parts.Count;
            var filled = 0;
            using var reader = CsvReader.Create(
                bytes.AsMemory((int)run.Offset, (int)run.Length),
                CsvFormat.Records(',', _ => { })
            );
            while (reader.Read())
            {
                parts.Add(Shown(reader));
                if (reader.Current.ToArray().Any(cell => !string.IsNullOrWhiteSpace(cell)))
                    filled++;
            }

            Assert.InRange(parts.Count - before, 1, perRun);
            Assert.Equal(filled, run.Rows);
            row += parts.Count - before;
        }

        Assert.Equal(whole, parts);
    }

    private static async Task<List<CsvRun>> RunsAsync(string text, int perRun)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        using var content = new MemoryStream(bytes);
        var runs = new List<CsvRun>();
        await foreach (var run in CsvScan.RunsAsync(content, bytes.Length, ',', perRun))
            runs.Add(run);
        return runs;
    }

    private static string Shown(CsvReader reader) => string.Join('|', reader.Current.ToArray());

    private static string Header(int width) =>
        string.Join(',', Enumerable.Range(0, width).Select(i => $"h{i}"));

    private static string Line(string[] cells) =>
        string.Join(
            ',',
            cells.Select(c =>
                c.AsSpan().IndexOfAny("\",\r\n") >= 0 || cells.Length == 1
                    ? $"\"{c.Replace("\"", "\"\"")}\""
                    : c
            )
        );
}
