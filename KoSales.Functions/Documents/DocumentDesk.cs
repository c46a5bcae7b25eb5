using KoSales.Domain.Documents;
using KoSales.Domain.Fields;
using KoSales.Functions.Documents.Proving;
using KoSales.Functions.Documents.Uploading;
using KoSales.Functions.Files;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;

namespace KoSales.Functions.Documents;

/// <summary>Takes in documents of subjects, has them reviewed and takes them away.</summary>
public sealed class DocumentDesk(
    IdAllocator ids,
    PiiVault vault,
    DocumentWriter writer,
    DocumentJournal journal,
    DocumentTwins twins,
    DocumentAddresses addresses,
    SubjectPlaces places
)
{
    /// <summary>Refused with every fault at once, and for a subject that has as many as one may have.</summary>
    public Task<Verdict<DocumentTaken>> RegisterAsync(
        DocumentCall call,
        RegisterDocument body,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            async (scene, batch) =>
            {
                var number = DocumentNumber.Parse(body.Type, body.Number, "/number");
                var checks = new FieldChecks();
                var made = Made(scene, body, checks, call.Command);
                Fault[] faults = [.. number.Faults, .. checks.Faults];
                if (faults.Length > 0)
                    return Verdict<DocumentTaken>.Refuse(faults);
                if (scene.All.Count >= DocumentStore.Most)
                    return TooMany;
                var upload = await addresses.NewAsync(cancellationToken);
                var id = await ids.NextAsync<TypedDocumentId>(cancellationToken);
                var document = Numbered(
                    scene,
                    made with
                    {
                        Id = id,
                        Upload = upload.Awaited,
                    },
                    number.Value
                );
                var fact = new DocumentFact(document, DocumentDecisions.Registered);
                await journal.AddNewAsync(batch, scene, fact, call.Command, cancellationToken);
                return await TakenAsync(document, call, cancellationToken) with
                {
                    Upload = upload.Ticket,
                    Warnings = await places.WarningsAsync(
                        scene.Pii,
                        number.Value,
                        cancellationToken
                    ),
                };
            },
            cancellationToken
        );

    /// <summary>Another address for the file; the one before is worth nothing from then on.</summary>
    public Task<Verdict<DocumentTaken>> AwaitAsync(
        DocumentCall call,
        string id,
        CancellationToken cancellationToken
    )
    {
        UploadTicket? ticket = null;
        return ChangeAsync(
            call,
            id,
            async (scene, document) =>
            {
                var upload = await addresses.NewAsync(cancellationToken);
                ticket = upload.Ticket;
                return document.Await(upload.Awaited, call.Command);
            },
            taken => taken with { Upload = ticket },
            cancellationToken
        );
    }

    public Task<Verdict<DocumentTaken>> ReviewAsync(
        DocumentCall call,
        string id,
        ReviewDocument body,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            call,
            id,
            (scene, document) =>
                ValueTask.FromResult(Reviewed(scene, document, body, call.Command)),
            taken => taken,
            cancellationToken
        );

    /// <summary>The record goes at once; the file is deleted by whoever calls, after the
    /// commit.</summary>
    public Task<Verdict<DocumentTaken>> DeleteAsync(
        DocumentCall call,
        string id,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            async (scene, batch) =>
            {
                var found = scene.Find(id);
                if (found.IsRefused)
                    return found.Refusal;
                var fact = found.Value.Delete(call.Command);
                if (fact.IsRefused)
                    return fact.Refusal;
                await journal.AddDeletedAsync(
                    batch,
                    scene,
                    fact.Value,
                    call.Command,
                    cancellationToken
                );
                return new DocumentTaken(found.Value);
            },
            cancellationToken
        );

    /// <summary>Carries a decision about one document of the subject through.</summary>
    /// <param name="answer">What only this answer says.</param>
    public Task<Verdict<DocumentTaken>> ChangeAsync(
        DocumentCall call,
        string id,
        Func<DocumentScene, TypedDocument, ValueTask<Verdict<DocumentFact>>> decide,
        Func<DocumentTaken, DocumentTaken> answer,
        CancellationToken cancellationToken
    ) =>
        writer.DecideAsync(
            call,
            async (scene, batch) =>
            {
                var found = scene.Find(id);
                if (found.IsRefused)
                    return found.Refusal;
                var fact = await decide(scene, found.Value);
                if (fact.IsRefused)
                    return fact.Refusal;
                await journal.AddAsync(batch, scene, fact.Value, call.Command, cancellationToken);
                return answer(await TakenAsync(fact.Value.Document, call, cancellationToken));
            },
            cancellationToken
        );

    private static Fault TooMany { get; } =
        Fault.Conflict(
            "document.too_many",
            $"The subject has {DocumentStore.Most} documents already; delete some that are of no use."
        );

    private async ValueTask<DocumentTaken> TakenAsync(
        TypedDocument document,
        DocumentCall call,
        CancellationToken cancellationToken
    ) =>
        new(document)
        {
            SameAs = await twins.OfAsync(document, call.Command.Actor, cancellationToken),
        };

    private static Verdict<DocumentFact> Reviewed(
        DocumentScene scene,
        TypedDocument document,
        ReviewDocument body,
        Command command
    )
    {
        if (body.Decision == ReviewDecision.Verify)
            return document.Verify(scene.Without(document), command);
        return string.IsNullOrWhiteSpace(body.Reason)
            ? Fault.Invalid("/reason", "required", "Say why it is rejected.")
            : document.Reject(body.Reason.Trim(), command);
    }

    /// <summary>What the body says, without id and number.</summary>
    private static TypedDocument Made(
        DocumentScene scene,
        RegisterDocument body,
        FieldChecks checks,
        Command command
    )
    {
        var today = CompanyDay.Of(command.Now);
        checks.Faults.AddRange(
            DocumentDates.FaultsOf(body.IssuedOn, body.ValidFrom, body.ValidTo, today)
        );
        if (body.Supersedes is { } other && !IsOfType(scene, other, body.Type))
            checks.Refuse(
                "/supersedes",
                "document.supersedes_other",
                "The subject has no document of that id and this type."
            );
        return new TypedDocument
        {
            Id = default,
            PiiId = scene.Pii.Id,
            Type = body.Type,
            Issuer = checks.Clear(body.Issuer, "/issuer", FieldLimits.Short),
            IssuedOn = body.IssuedOn,
            ValidFrom = body.ValidFrom,
            ValidTo = body.ValidTo,
            Supersedes = body.Supersedes,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
    }

    private static bool IsOfType(DocumentScene scene, string id, DocumentType type) =>
        scene.All.Any(d => d.Id.Value == id && d.Type == type);

    private TypedDocument Numbered(
        DocumentScene scene,
        TypedDocument document,
        DocumentNumber? number
    )
    {
        if (number is null)
            return document;
        var key = new BlindKey(WireNames<DocumentType>.Of(document.Type), number.Text);
        return document with
        {
            Number = vault.Seal(scene.Subject, document.PathOf("number"), number.Text),
            NumberMasked = number.Masked,
            NumberIndex = document.Type.HasUniqueNumber() ? vault.IndexOf(key) : null,
        };
    }
}
