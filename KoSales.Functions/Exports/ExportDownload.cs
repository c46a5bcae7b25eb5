using KoSales.Domain.Exports;
using KoSales.Functions.Api.Csv;
using KoSales.Functions.Files;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Exports;

/// <summary>Sends the parts of an export one after the other.</summary>
public sealed class ExportDownload : IResult
{
    private readonly FileExport _export;
    private readonly EncryptedFiles _files;
    private readonly Stream _first;

    private ExportDownload(FileExport export, EncryptedFiles files, Stream first) =>
        (_export, _files, _first) = (export, files, first);

    /// <summary>Opens the first part, since files that are out of reach can be told only while the answer
    /// has not begun.</summary>
    /// <exception cref="StoreUnavailableException">They are.</exception>
    public static async Task<ExportDownload> BeginAsync(
        FileExport export,
        EncryptedFiles files,
        CancellationToken cancellationToken
    )
    {
        var first =
            export.Parts.Count == 0
                ? Stream.Null
                : await files.OpenAsync(export.Parts[0].File, 0, cancellationToken);
        return new ExportDownload(export, files, first);
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (to, stop) = (httpContext.Response.Body, httpContext.RequestAborted);
        await using var first = _first;
        WriteHead(httpContext.Response);
        await first.CopyToAsync(to, stop);
        foreach (var part in _export.Parts.Skip(1))
        {
            await using var content = await _files.OpenAsync(part.File, 0, stop);
            await content.CopyToAsync(to, stop);
        }
    }

    private void WriteHead(HttpResponse response)
    {
        var (type, ending) = _export.Format switch
        {
            ExportFormat.Csv => (CsvAnswer.MediaType, "csv"),
            ExportFormat.Ndjson => ("application/x-ndjson", "ndjson"),
        };
        response.ContentType = type;
        response.ContentLength = _export.Parts.Sum(p => p.File.Length);
        response.Headers.ContentDisposition =
            $"attachment; filename=\"leads-{_export.Id.Value}.{ending}\"";
    }
}
