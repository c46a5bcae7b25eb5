using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Csv;

/// <summary>A CSV download, written page by page while it is read: memory stays flat whatever its
/// length.</summary>
/// <param name="pages">Each page's rows, with one cell per column; null cells are empty.</param>
public sealed class CsvAnswer(
    string fileName,
    IReadOnlyList<string> columns,
    IAsyncEnumerable<IEnumerable<IReadOnlyList<string?>>> pages
) : IResult
{
    public const string MediaType = "text/csv; charset=utf-8";

    /// <summary>The byte order mark by which Excel knows that the file is UTF-8.</summary>
    public static ReadOnlySpan<byte> Mark => "\uFEFF"u8;

    /// <summary>Whether the mark comes first.</summary>
    public bool HasMark { get; init; } = true;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.ContentDisposition = $"attachment; filename=\"{fileName}\"";
        using var buffer = new MemoryStream();
        if (HasMark)
            buffer.Write(Mark);
        CsvText.WriteRows(buffer, [columns]);
        await foreach (var page in pages.WithCancellation(httpContext.RequestAborted))
        {
            CsvText.WriteRows(buffer, page);
            if (buffer.Length < 32 * 1024)
                continue;
            await SendAsync(buffer, response, httpContext.RequestAborted);
        }

        await SendAsync(buffer, response, httpContext.RequestAborted);
    }

    private static async Task SendAsync(
        MemoryStream buffer,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        await response.Body.WriteAsync(
            buffer.GetBuffer().AsMemory(0, (int)buffer.Length),
            cancellationToken
        );
        buffer.SetLength(0);
    }
}
