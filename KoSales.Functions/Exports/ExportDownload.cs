using KoSales.Domain.Exports;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Files;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Exports;

/// <summary>Sends the parts of an export one after the other.</summary>
public sealed class ExportDownload(LeadExport export, EncryptedFiles files) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (type, ending) = export.Format switch
        {
            ExportFormat.Csv => (CsvAnswer.MediaType, "csv"),
            ExportFormat.Ndjson => ("application/x-ndjson", "ndjson"),
        };
        var response = httpContext.Response;
        response.ContentType = type;
        response.ContentLength = export.Parts.Sum(p => p.File.Length);
        response.Headers.ContentDisposition =
            $"attachment; filename=\"leads-{export.Id.Value}.{ending}\"";
        foreach (var part in export.Parts)
        {
            await using var content = files.Open(part.File);
            await content.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
    }
}
