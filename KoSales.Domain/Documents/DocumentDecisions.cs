using NodaTime;

namespace KoSales.Domain.Documents;

/// <summary>What a decision made of a document.</summary>
/// <param name="Document">The next version.</param>
/// <param name="Type">The event's name.</param>
public sealed record DocumentFact(TypedDocument Document, string Type)
{
    /// <summary>Those whose place it takes, in their next version.</summary>
    public IReadOnlyList<TypedDocument> Superseded { get; init; } = [];

    /// <summary>False when there is nothing to tell: only the clock of the document moved.</summary>
    public bool IsTold { get; init; } = true;

    public string? Reason { get; init; }
}

/// <summary>The life of a document: pending → in review → verified or rejected; a verified one expires or is
/// superseded.</summary>
public static class DocumentDecisions
{
    public const string Registered = "document.registered";
    public const string Uploaded = "document.uploaded";
    public const string Refused = "document.upload_refused";
    public const string Verified = "document.verified";
    public const string Rejected = "document.rejected";
    public const string Expiring = "document.expiring";
    public const string Expired = "document.expired";
    public const string Deleted = "document.deleted";

    /// <summary>Awaits its file under another name; the address given out before is worth nothing from then
    /// on.</summary>
    public static Verdict<DocumentFact> Await(
        this TypedDocument document,
        AwaitedUpload upload,
        Command command
    ) =>
        document.Status == DocumentStatus.Pending
            ? new DocumentFact(document.Next(command) with { Upload = upload }, Registered)
            {
                IsTold = false,
            }
            : NotPending(document);

    /// <summary>The file is there and is what it should be.</summary>
    public static Verdict<DocumentFact> Take(
        this TypedDocument document,
        DocumentFile file,
        Command command
    ) =>
        document.IsAwaited() is { } objection
            ? objection
            : new DocumentFact(
                document.Next(command) with
                {
                    Status = DocumentStatus.InReview,
                    Upload = null,
                    File = file,
                    UploadedBy = command.Actor.Id,
                    UploadedAt = command.Now,
                },
                Uploaded
            );

    /// <summary>The file was none that is taken; another address must be asked for.</summary>
    public static Verdict<DocumentFact> Refuse(this TypedDocument document, Command command) =>
        document.IsAwaited() is { } objection
            ? objection
            : new DocumentFact(document.Next(command) with { Upload = null }, Refused)
            {
                IsTold = false,
            };

    /// <summary>Why no file is awaited; null when one is.</summary>
    public static Fault? IsAwaited(this TypedDocument document)
    {
        if (document.Status != DocumentStatus.Pending)
            return NotPending(document);
        return document.Upload is null
            ? Fault.Conflict(
                "document.no_upload_address",
                "No file is awaited under an address; ask for one first."
            )
            : null;
    }

    /// <summary>Somebody else found it good. It takes the place of the one that it names, and of those of
    /// its type with its number.</summary>
    /// <param name="others">All other documents of the subject.</param>
    public static Verdict<DocumentFact> Verify(
        this TypedDocument document,
        IReadOnlyCollection<TypedDocument> others,
        Command command
    )
    {
        if (document.ObjectionToReview(command) is { } objection)
            return objection;
        if (document.ValidTo < CompanyDay.Of(command.Now))
            return Fault.Conflict(
                "document.is_over",
                "Its last day has passed, so it proves nothing; reject it, or give another last day with a new document."
            );
        return new DocumentFact(
            document.Next(command) with
            {
                Status = DocumentStatus.Verified,
                ReviewedBy = command.Actor.Id,
                ReviewedAt = command.Now,
                LadderAt = ExpiryLadder.FirstAt(document.ValidTo, command.Now),
            },
            Verified
        )
        {
            Superseded =
            [
                .. others
                    .Where(o => IsReplacedBy(o, document))
                    .Select(o => o.By(document, command)),
            ],
        };
    }

    public static Verdict<DocumentFact> Reject(
        this TypedDocument document,
        string reason,
        Command command
    ) =>
        document.ObjectionToReview(command) is { } objection
            ? objection
            : new DocumentFact(
                document.Next(command) with
                {
                    Status = DocumentStatus.Rejected,
                    ReviewedBy = command.Actor.Id,
                    ReviewedAt = command.Now,
                    RejectionReason = reason,
                },
                Rejected
            )
            {
                Reason = reason,
            };

    /// <summary>Takes it away. What was proof once is taken away by those only who manage.</summary>
    public static Verdict<DocumentFact> Delete(this TypedDocument document, Command command)
    {
        var mayDelete =
            document.ReviewedAt is null
            || command.Actor.Is(Role.Manager)
            || command.Actor.Is(Role.Admin);
        return mayDelete
            ? new DocumentFact(document.Next(command), Deleted)
            : new Fault(
                FaultKind.Forbidden,
                "document.was_reviewed",
                "It was reviewed, so only a manager may delete it."
            );
    }

    /// <summary>What is due by the ladder. Each rung is told once.</summary>
    public static DocumentFact Climb(this TypedDocument document, Command command)
    {
        var today = CompanyDay.Of(command.Now);
        if (!document.IsProof || document.ValidTo is not { } last)
            return document.Quietly(null, command);
        var next = ExpiryLadder.NextAt(last, today);
        var rung = ExpiryLadder.RungOn(last, today);
        if (rung is null || rung == document.Rung)
            return document.Quietly(next, command);
        var isOver = rung == ExpiryLadder.Over;
        return new DocumentFact(
            document.Next(command) with
            {
                Status = isOver ? DocumentStatus.Expired : DocumentStatus.Expiring,
                Rung = rung,
                LadderAt = isOver ? null : next,
            },
            isOver ? Expired : Expiring
        );
    }

    private static DocumentFact Quietly(
        this TypedDocument document,
        Instant? next,
        Command command
    ) => new(document.Next(command) with { LadderAt = next }, Expiring) { IsTold = false };

    /// <summary>Who asked for the document or uploaded its file has seen it already, and is not asked
    /// again.</summary>
    private static Fault? ObjectionToReview(this TypedDocument document, Command command)
    {
        if (document.Status != DocumentStatus.InReview)
            return NotInReview(document);
        var isOwn =
            command.Actor.Id == document.UploadedBy || command.Actor.Id == document.CreatedBy;
        return isOwn
            ? new Fault(
                FaultKind.Forbidden,
                "document.own_upload",
                "You brought this document; somebody else has to review it."
            )
            : null;
    }

    private static bool IsReplacedBy(TypedDocument other, TypedDocument document)
    {
        if (other.Status == DocumentStatus.Superseded || other.ReviewedAt is null)
            return false;
        var isNamed = other.Id.Value == document.Supersedes;
        var hasNumber =
            other.Type == document.Type
            && other.NumberIndex is not null
            && other.NumberIndex == document.NumberIndex;
        return isNamed || (hasNumber && other.Status != DocumentStatus.Rejected);
    }

    private static TypedDocument By(
        this TypedDocument document,
        TypedDocument later,
        Command command
    ) =>
        document.Next(command) with
        {
            Status = DocumentStatus.Superseded,
            SupersededBy = later.Id.Value,
            LadderAt = null,
        };

    private static TypedDocument Next(this TypedDocument document, Command command) =>
        document with
        {
            Version = document.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    private static Fault NotPending(TypedDocument document) =>
        Fault.Conflict(
            "document.not_pending",
            "The document takes no file: it has one, or was reviewed.",
            ("current_status", WireNames<DocumentStatus>.Of(document.Status))
        );

    private static Fault NotInReview(TypedDocument document) =>
        Fault.Conflict(
            "document.not_in_review",
            "The document is not in review: it has no file yet, or was reviewed already.",
            ("current_status", WireNames<DocumentStatus>.Of(document.Status))
        );
}
