using KoSales.Domain.Documents;
using KoSales.Functions.Files;

namespace KoSales.Functions.Documents.Uploading;

/// <summary>Takes an uploaded file over: looks at every byte, encrypts it under a key of the subject's and
/// lets the document be reviewed.</summary>
/// <remarks>The file is durable before the record names it. What a crash between the two leaves behind is
/// known by no record and goes with <see cref="FileSweep"/>.</remarks>
public sealed class DocumentUploads(
    DocumentWriter writer,
    DocumentDesk desk,
    DocumentFiles files,
    IUploadedFiles uploads,
    IFileStore store
)
{
    /// <summary>The document in review; the same again when its uploader repeats the call. A file that is
    /// not taken is deleted, and another address must be asked for.</summary>
    public async Task<Verdict<DocumentTaken>> CompleteAsync(
        DocumentCall call,
        string id,
        DocumentUploaded body,
        CancellationToken cancellationToken
    )
    {
        var scene = await writer.SceneAsync(call, cancellationToken);
        if (scene.IsRefused)
            return scene.Refusal;
        var found = scene.Value.Find(id);
        if (found.IsRefused)
            return found.Refusal;
        var document = found.Value;
        if (IsRepeated(document, call.Command))
            return new DocumentTaken(document);
        if (document.IsAwaited() is { } objection)
            return objection;
        var name = document.Upload!.Name;
        if (await uploads.LengthAsync(name, cancellationToken) is null)
            return NotUploaded;
        var kept = await KeepAsync(scene.Value, document, body, cancellationToken);
        if (kept.IsRefused)
            return await RefuseAsync(call, document, kept.Refusal, cancellationToken);
        return await TakeAsync(call, document, kept.Value, cancellationToken);
    }

    /// <summary>After a deletion or an erasure: what the record named. Idempotent.</summary>
    public async Task DropAsync(TypedDocument document, CancellationToken cancellationToken)
    {
        if (document.File is { } file)
            await store.DeleteAsync(file.Name, cancellationToken);
        if (document.Upload is { } upload)
            await uploads.DeleteAsync(upload.Name, cancellationToken);
    }

    private static Fault NotUploaded { get; } =
        Fault.Conflict(
            "document.not_uploaded",
            "No file has come to the address of this document yet."
        );

    private static bool IsRepeated(TypedDocument document, Command command) =>
        document.Status == DocumentStatus.InReview && document.UploadedBy == command.Actor.Id;

    private async ValueTask<Verdict<DocumentFile>> KeepAsync(
        DocumentScene scene,
        TypedDocument document,
        DocumentUploaded body,
        CancellationToken cancellationToken
    )
    {
        var check = new FileCheck(DocumentFiles.MostBytes);
        DocumentFile file;
        try
        {
            await using var content = await uploads.OpenAsync(
                document.Upload!.Name,
                cancellationToken
            );
            file = await files.KeepAsync(
                content,
                scene.Subject,
                document,
                check,
                cancellationToken
            );
        }
        catch (RefusalException refusal)
        {
            return Verdict<DocumentFile>.Refuse(refusal.Faults);
        }
        catch (FileNotFoundException)
        {
            return NotUploaded;
        }

        if (ObjectionTo(check, body) is not { } objection)
            return file;
        await store.DeleteAsync(file.Name, CancellationToken.None);
        return objection;
    }

    private static Fault? ObjectionTo(FileCheck check, DocumentUploaded body)
    {
        if (check.Mime is null)
            return Fault.Invalid("", "document.file_empty", "The file is empty.");
        var isOther =
            body.Sha256 is { } sent
            && !string.Equals(sent, check.Sha256(), StringComparison.OrdinalIgnoreCase);
        return isOther
            ? Fault.Invalid(
                "/sha256",
                "document.file_differs",
                "What came has another SHA-256; upload the file again."
            )
            : null;
    }

    /// <summary>The file goes, and its address is good for no other.</summary>
    private async ValueTask<Verdict<DocumentTaken>> RefuseAsync(
        DocumentCall call,
        TypedDocument document,
        Refusal refusal,
        CancellationToken cancellationToken
    )
    {
        var ended = new DocumentCall(
            call.PiiId,
            new Command(call.Command.Actor, call.Command.Now, call.Command.Correlation)
        );
        await desk.ChangeAsync(
            ended,
            document.Id.Value,
            (_, current) =>
                ValueTask.FromResult(
                    current.Upload == document.Upload ? current.Refuse(ended.Command) : NotUploaded
                ),
            taken => taken,
            cancellationToken
        );
        await uploads.DeleteAsync(document.Upload!.Name, CancellationToken.None);
        return refusal;
    }

    private async ValueTask<Verdict<DocumentTaken>> TakeAsync(
        DocumentCall call,
        TypedDocument document,
        DocumentFile file,
        CancellationToken cancellationToken
    )
    {
        var taken = await desk.ChangeAsync(
            call,
            document.Id.Value,
            (_, current) =>
                ValueTask.FromResult(
                    current.Upload == document.Upload
                        ? current.Take(file, call.Command)
                        : NotUploaded
                ),
            answer => answer,
            cancellationToken
        );
        if (taken.IsRefused)
            await store.DeleteAsync(file.Name, CancellationToken.None);
        else
            await uploads.DeleteAsync(document.Upload!.Name, CancellationToken.None);
        return taken;
    }
}
