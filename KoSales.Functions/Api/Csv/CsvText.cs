using CsvHelper;

namespace KoSales.Functions.Api.Csv;

/// <summary>How every CSV of ours is written: RFC 4180, and no cell that a spreadsheet would run as a
/// formula.</summary>
internal static class CsvText
{
    // A leading = + - @ tab or CR gets an apostrophe before it, which spreadsheets take as "this is text".
    private static readonly CsvWriterOptions Options = new()
    {
        Injection = CsvInjection.Escape,
        HasHeader = false,
        ValidateFieldCount = false,
    };

    public static void WriteRows(Stream to, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var writer = CsvWriter.Create(to, Options, leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var cell in row)
                writer.WriteField(cell ?? "");
            writer.EndRecord();
        }
    }
}
