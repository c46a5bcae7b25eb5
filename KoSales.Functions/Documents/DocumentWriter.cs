using KoSales.Domain.Documents;
using KoSales.Domain.Fields;
using KoSales.Domain.Pii;
using KoSales.Functions.Files;
using KoSales.Functions.Pii;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Documents;

/// <summary>Who asks, and about which subject of personal data.</summary>
public sealed record DocumentCall(string PiiId, Command Command);

/// <summary>A subject with all of its documents.</summary>
public sealed record DocumentScene(PiiRecord Subject, IReadOnlyList<TypedDocument> All)
{
    public PiiDocument Pii => Subject.Document;

    /// <summary>Not found when the subject has no such document.</summary>
    public Verdict<TypedDocument> Find(string id) =>
        All.FirstOrDefault(d => d.Id.Value == id) is { } found
            ? found
            : Fault.NotFound("document", QueryFaults.Shown(id));

    public IReadOnlyList<TypedDocument> Without(TypedDocument document) =>
        [.. All.Where(d => d.Id != document.Id)];
}

/// <summary>A document after a decision, with what only that answer says.</summary>
public sealed record DocumentTaken(TypedDocument Document)
{
    public UploadTicket? Upload { get; init; }

    public IReadOnlyList<DocumentTwin> SameAs { get; init; } = [];

    public IReadOnlyList<FieldWarning> Warnings { get; init; } = [];
}

/// <summary>A decision about a document of the subject in hand; adds its writes to the batch.</summary>
public delegate ValueTask<Verdict<DocumentTaken>> DecideDocument(
    DocumentScene scene,
    WriteBatch batch
);

/// <summary>Carries decisions about documents through: the subject is loaded within scope with all of its
/// documents, and everything is decided again when somebody was faster with any of them.</summary>
public sealed class DocumentWriter(IDocumentStore store, PiiGate gate, Commits commits)
{
    public Task<Verdict<DocumentTaken>> DecideAsync(
        DocumentCall call,
        DecideDocument decide,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<DocumentTaken>(
            PiiFaults.Busy,
            async attempt =>
            {
                var scene = await SceneAsync(call, cancellationToken);
                if (scene.IsRefused)
                    return scene.Refusal;
                var taken = await decide(scene.Value, attempt.Batch);
                if (!taken.IsRefused)
                    call.Command.RecordAnswer(attempt.Batch, taken.Value);
                return taken;
            },
            cancellationToken
        );

    /// <summary>404 out of scope, 410 for an erased subject.</summary>
    public async ValueTask<Verdict<DocumentScene>> SceneAsync(
        DocumentCall call,
        CancellationToken cancellationToken
    )
    {
        var found = await gate.FindAsync(call.PiiId, call.Command.Actor, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var all = await AllAsync(found.Value.Document.Id, cancellationToken);
        return new DocumentScene(found.Value, all);
    }

    public ValueTask<IReadOnlyList<TypedDocument>> AllAsync(
        PiiId subject,
        CancellationToken cancellationToken
    ) => store.ListAsync(DocumentStore.Collection, DocumentStore.Of(subject), cancellationToken);
}
