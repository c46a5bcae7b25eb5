using KoSales.Functions.Documents.Uploading;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Documents;

public sealed class DocumentFunctions(
    DocumentDesk desk,
    DocumentUploads uploads,
    DocumentReads reads
)
{
    [Function("DocumentsList"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation(
        "List the documents of a subject",
        Tag = "documents",
        Result = typeof(DocumentsView)
    )]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/piis/{id}/documents")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    ) =>
        Answers.Of(
            await reads.ListAsync(DocumentAnswers.CallOf(request, id), cancellationToken),
            DocumentContractsJson.Wire.DocumentsView
        );

    [Function("DocumentsRegister"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Register a document and get an address for its file",
        Tag = "documents",
        Body = typeof(RegisterDocument),
        Result = typeof(DocumentView),
        Status = 201,
        Description = "The number is checked in the form of its type and kept encrypted. The address is good for one file and 15 minutes; "
            + "send the file there as upload says, then call …/uploaded."
    )]
    public async Task<IResult> Register(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/piis/{id}/documents")]
            HttpRequest request,
        string id,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DocumentTaken>(request, DocumentAnswers.Created);
        var body = await call.BodyAsync<RegisterDocument>(cancellationToken);
        var about = new DocumentCall(id, call.Command);
        return call.Answer(await desk.RegisterAsync(about, body, cancellationToken));
    }

    [Function("DocumentsGet"), Access(Role.Manager, Role.Agent, Role.Auditor)]
    [Operation("Get a document", Tag = "documents", Result = typeof(DocumentView))]
    public async Task<IResult> Get(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/piis/{id}/documents/{document}"
        )]
            HttpRequest request,
        string id,
        string document,
        CancellationToken cancellationToken
    )
    {
        var about = DocumentAnswers.CallOf(request, id);
        return DocumentAnswers.Shown(await reads.GetAsync(about, document, cancellationToken));
    }

    [Function("DocumentsDelete"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Delete a document and its file",
        Tag = "documents",
        Rehearses = true,
        Status = 204,
        Description = "For good. One that was reviewed is deleted by managers only."
    )]
    public async Task<IResult> Delete(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "delete",
            Route = "v1/piis/{id}/documents/{document}"
        )]
            HttpRequest request,
        string id,
        string document,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DocumentTaken>(request, _ => Answer.NoContent);
        var about = new DocumentCall(id, call.Command);
        var deleted = await desk.DeleteAsync(about, document, cancellationToken);
        if (!deleted.IsRefused)
            await uploads.DropAsync(deleted.Value.Document, cancellationToken);
        return call.Answer(deleted);
    }

    [Function("DocumentsAwait"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Get another address for the file of a document",
        Tag = "documents",
        Result = typeof(DocumentView),
        Description = "The address before is worth nothing from then on."
    )]
    public async Task<IResult> Await(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/piis/{id}/documents/{document}/upload"
        )]
            HttpRequest request,
        string id,
        string document,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DocumentTaken>(request, DocumentAnswers.Shown);
        var about = new DocumentCall(id, call.Command);
        return call.Answer(await desk.AwaitAsync(about, document, cancellationToken));
    }

    [Function("DocumentsUploaded"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Say that the file was uploaded",
        Tag = "documents",
        Body = typeof(DocumentUploaded),
        Result = typeof(DocumentView),
        Description = "The file is taken over when its first bytes are those of a PDF, JPEG, PNG or WebP file, it is not larger than 10 MiB "
            + "and has the SHA-256 that the body names; the body may be left out. Otherwise it is deleted, and another address must be asked for."
    )]
    public async Task<IResult> Uploaded(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/piis/{id}/documents/{document}/uploaded"
        )]
            HttpRequest request,
        string id,
        string document,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DocumentTaken>(request, DocumentAnswers.Shown);
        var body = await call.OptionalBodyAsync<DocumentUploaded>(cancellationToken);
        var about = new DocumentCall(id, call.Command);
        return call.Answer(await uploads.CompleteAsync(about, document, body, cancellationToken));
    }

    [Function("DocumentsReview"), Access(Role.Manager)]
    [Operation(
        "Verify or reject a document",
        Tag = "documents",
        Body = typeof(ReviewDocument),
        Result = typeof(DocumentView),
        Description = "By somebody who did not bring it. A verified one shows in the licences of the subject's records from then on, "
            + "and takes the place of the one that it supersedes and of those of its type with its number."
    )]
    public async Task<IResult> Review(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "post",
            Route = "v1/piis/{id}/documents/{document}/review"
        )]
            HttpRequest request,
        string id,
        string document,
        CancellationToken cancellationToken
    )
    {
        var call = new Call<DocumentTaken>(request, DocumentAnswers.Shown);
        var body = await call.BodyAsync<ReviewDocument>(cancellationToken);
        var about = new DocumentCall(id, call.Command);
        return call.Answer(await desk.ReviewAsync(about, document, body, cancellationToken));
    }

    [Function("DocumentsFile"), Access(Role.Manager, Role.Agent)]
    [Operation(
        "Download the file of a document",
        Tag = "documents",
        ResultType = "application/octet-stream",
        Query = ["reason"],
        Description = "Of the media type that the document shows. Where it is about a person (all but licences and registrations of shops) a reason is "
            + "needed, and the download counts and is logged as a reveal."
    )]
    public async Task<IResult> File(
        [HttpTrigger(
            AuthorizationLevel.Anonymous,
            "get",
            Route = "v1/piis/{id}/documents/{document}/file"
        )]
            HttpRequest request,
        string id,
        string document,
        CancellationToken cancellationToken
    ) =>
        await reads.FileAsync(
            DocumentAnswers.CallOf(request, id),
            document,
            request.Query["reason"],
            cancellationToken
        );
}

/// <summary>The answers about documents.</summary>
internal static class DocumentAnswers
{
    /// <summary>Of a request that writes nothing but the access log.</summary>
    public static DocumentCall CallOf(HttpRequest request, string id)
    {
        var state = RequestState.Of(request.HttpContext);
        return new DocumentCall(id, new Command(state.Actor, state.Now, state.TraceId));
    }

    public static Answer Shown(DocumentTaken taken) =>
        Answers.Of(ViewOf(taken), DocumentContractsJson.Wire.DocumentView) with
        {
            ETag = ETags.Of(taken.Document.Key, taken.Document.Version),
        };

    public static Answer Created(DocumentTaken taken) =>
        Shown(taken) with
        {
            Status = StatusCodes.Status201Created,
            Location = $"{Routes.Base}piis/{taken.Document.PiiId}/documents/{taken.Document.Key}",
        };

    private static DocumentView ViewOf(DocumentTaken taken) =>
        DocumentView.Of(taken.Document) with
        {
            Upload = taken.Upload is { } ticket ? UploadTicketView.Of(ticket) : null,
            SameAs = taken.SameAs.Count == 0 ? null : taken.SameAs,
            Warnings = taken.Warnings.Count == 0 ? null : taken.Warnings,
        };
}
