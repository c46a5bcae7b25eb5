using System.Text;
using CsvHelper;

namespace KoSales.Functions.Imports.Reading;

/// <summary>How uploaded files are read: RFC 4180, comma or what the first lines look like, UTF-8 with or
/// without a byte order mark.</summary>
internal static class CsvFormat
{
    /// <summary>The largest record in bytes; a quote that is never closed would else swallow the
    /// file.</summary>
    public const int MaxRecord = 1024 * 1024;

    /// <summary>For a whole file, to find its header and where its records begin.</summary>
    public static readonly CsvReaderOptions WholeFile = new()
    {
        Encoding = Encoding.UTF8,
        MaxRecordSize = MaxRecord,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
        MalformedData = CsvMalformedDataHandling.Recover,
        MissingField = CsvMissingFieldHandling.ReturnEmpty,
        IncludeValuesInExceptions = false,
    };

    public static CsvReaderOptions WholeFileWith(char separator) =>
        WholeFile with
        {
            Separator = separator,
        };

    /// <summary>For a run of records from the middle of the file.</summary>
    public static CsvReaderOptions Records(
        char separator,
        Action<CsvMalformedRecord> onMalformed
    ) =>
        WholeFile with
        {
            Separator = separator,
            HasHeader = false,
            OnMalformedRecord = onMalformed,
        };
}
