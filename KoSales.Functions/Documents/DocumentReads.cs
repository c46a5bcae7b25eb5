using System.Net.Mime;
using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Functions.Documents.Uploading;
using KoSales.Functions.Pii;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Documents;

/// <summary>Shows documents and hands out their files to whoever sees their subject.</summary>
public sealed class DocumentReads(
    DocumentWriter writer,
    DocumentTwins twins,
    DocumentFiles files,
    RevealDesk reveals
)
{
    /// <summary>The latest first.</summary>
    public async Task<DocumentsView> ListAsync(
        DocumentCall call,
        CancellationToken cancellationToken
    )
    {
        var scene = (await writer.SceneAsync(call, cancellationToken)).OrRefuse();
        return new DocumentsView([
            .. scene
                .All.OrderByDescending(d => d.CreatedAt)
                .ThenByDescending(d => d.Id.Value, StringComparer.Ordinal)
                .Select(DocumentView.Of),
        ]);
    }

    public async Task<DocumentTaken> GetAsync(
        DocumentCall call,
        string id,
        CancellationToken cancellationToken
    )
    {
        var scene = (await writer.SceneAsync(call, cancellationToken)).OrRefuse();
        var document = scene.Find(id).OrRefuse();
        return new DocumentTaken(document)
        {
            SameAs = await twins.OfAsync(document, call.Command.Actor, cancellationToken),
        };
    }

    /// <summary>The file. Of a document about a person only for a reason, within the caller's quota of
    /// reveals, and once the access log says so.</summary>
    /// <param name="reason">As the caller gave it; null for none.</param>
    public async Task<IResult> FileAsync(
        DocumentCall call,
        string id,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var scene = (await writer.SceneAsync(call, cancellationToken)).OrRefuse();
        var document = scene.Find(id).OrRefuse();
        if (document.File is not { } file)
            throw new RefusalException(
                Fault.Conflict("document.no_file", "No file of this document has come yet.")
            );
        if (document.Type.IsPersonal())
            await AdmitAsync(scene.Pii, document, reason, call, cancellationToken);
        try
        {
            var content = await files.OpenAsync(scene.Subject, document, cancellationToken);
            return new DocumentDownload(document.Id, file, content);
        }
        catch (FileNotFoundException)
        {
            throw new RefusalException(
                new Fault(
                    FaultKind.Gone,
                    "document.file_lost",
                    "The file is no longer in the store; have it uploaded with a new document."
                )
            );
        }
    }

    private async ValueTask AdmitAsync(
        PiiDocument subject,
        TypedDocument document,
        string? reason,
        DocumentCall call,
        CancellationToken cancellationToken
    )
    {
        var refused = await reveals.AdmitAsync(
            subject,
            document.Id.Value,
            reason,
            call.Command,
            cancellationToken
        );
        if (refused is not null)
            throw new RefusalException(refused);
    }
}

/// <summary>The content of a document's file, as a download and nothing else.</summary>
internal sealed class DocumentDownload(TypedDocumentId id, DocumentFile file, Stream content)
    : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var from = content;
        var response = httpContext.Response;
        response.ContentType = file.Mime;
        response.ContentLength = file.Size;
        response.Headers.ContentDisposition = new ContentDisposition
        {
            FileName = id.Value + FileSignature.EndingOf(file.Mime),
        }.ToString();
        response.Headers.XContentTypeOptions = "nosniff";
        await from.CopyToAsync(response.Body, httpContext.RequestAborted);
    }
}
