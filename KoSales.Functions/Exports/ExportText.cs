using KoSales.Domain.Exports;
using KoSales.Functions.Api.Csv;

namespace KoSales.Functions.Exports;

/// <summary>Writes records as lines of text, in one format.</summary>
internal sealed class ExportText
{
    private readonly FileExport _export;
    private readonly byte[][] _paths;
    private readonly Projection _view;

    /// <param name="view">Of the list of the records.</param>
    public ExportText(FileExport export, Projection view)
    {
        _export = export;
        _paths = ExportCells.Paths(export.Fields);
        _view = view.Pick([.. export.Fields.Select(f => f.Split('.')[0])]);
    }

    /// <summary>Nothing for a format without a header.</summary>
    public void WriteHeader(Stream to)
    {
        if (_export.Format != ExportFormat.Csv)
            return;
        if (_export.Bom == true)
            to.Write(CsvAnswer.Mark);
        CsvText.WriteRows(to, [_export.Fields]);
    }

    public void Write(Stream to, IReadOnlyList<RawDocument> records)
    {
        switch (_export.Format)
        {
            case ExportFormat.Csv:
                CsvText.WriteRows(to, records.Select(record => ExportCells.Of(record, _paths)));
                break;
            case ExportFormat.Ndjson:
                foreach (var record in records)
                {
                    to.Write(_view.Of(record.Json.Span));
                    to.WriteByte((byte)'\n');
                }

                break;
        }
    }
}
