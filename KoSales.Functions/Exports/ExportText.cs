using KoSales.Domain.Exports;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Leads;

namespace KoSales.Functions.Exports;

/// <summary>Writes leads as lines of text, in one format.</summary>
internal sealed class ExportText
{
    private readonly LeadExport _export;
    private readonly byte[][] _paths;
    private readonly Projection _view;

    public ExportText(LeadExport export)
    {
        _export = export;
        _paths = ExportCells.Paths(export.Fields);
        _view = LeadLists.Leads.View.Pick([.. export.Fields.Select(f => f.Split('.')[0])]);
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

    public void Write(Stream to, IReadOnlyList<RawDocument> leads)
    {
        switch (_export.Format)
        {
            case ExportFormat.Csv:
                CsvText.WriteRows(to, leads.Select(lead => ExportCells.Of(lead, _paths)));
                break;
            case ExportFormat.Ndjson:
                foreach (var lead in leads)
                {
                    to.Write(_view.Of(lead.Json.Span));
                    to.WriteByte((byte)'\n');
                }

                break;
        }
    }
}
