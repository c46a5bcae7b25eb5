using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Domain.Timeline;
using KoSales.Functions.Documents.Ending;
using KoSales.Functions.Documents.Proving;
using NodaTime;

namespace KoSales.Functions.Documents;

/// <summary>What the events of documents say.</summary>
public sealed record DocumentFacts
{
    public required string DocumentId { get; init; }

    public required PiiId PiiId { get; init; }

    public required DocumentType Type { get; init; }

    public required DocumentStatus Status { get; init; }

    /// <summary>The last day of validity; null when it does not end.</summary>
    public LocalDate? ValidTo { get; init; }

    /// <summary>At the rung that is told of; null otherwise.</summary>
    public int? DaysLeft { get; init; }

    /// <summary>Who brought the file; null while there is none.</summary>
    public string? UploadedBy { get; init; }

    public static DocumentFacts Read(JsonElement data) =>
        data.Deserialize(DocumentFactsJson.Wire.DocumentFacts)!;

    public static JsonElement Of(TypedDocument document) =>
        JsonSerializer.SerializeToElement(
            new DocumentFacts
            {
                DocumentId = document.Id.Value,
                PiiId = document.PiiId,
                Type = document.Type,
                Status = document.Status,
                ValidTo = document.ValidTo,
                DaysLeft = document.Rung,
                UploadedBy = document.UploadedBy,
            },
            DocumentFactsJson.Wire.DocumentFacts
        );
}

[JsonSerializable(typeof(DocumentFacts))]
internal sealed partial class DocumentFactsJson : JsonSerializerContext
{
    public static readonly DocumentFactsJson Wire = new(DocumentJson.NewOptions());
}

/// <summary>Adds what a decision made of a document to a batch: the document, those that it supersedes, what
/// the subject's records show of them, what was asked about those, event and timeline.</summary>
/// <remarks>The subject's PII document goes up by a version with each, so that decisions about two documents
/// of one subject, and its erasure, cannot pass each other by.</remarks>
public sealed class DocumentJournal(LicenceShowing showing, RenewalTasks renewals)
{
    public ValueTask AddNewAsync(
        WriteBatch batch,
        DocumentScene scene,
        DocumentFact fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Insert(DocumentStore.Collection, fact.Document);
        return TellAsync(
            batch,
            scene,
            fact,
            [.. scene.All, fact.Document],
            command,
            cancellationToken
        );
    }

    public async ValueTask AddAsync(
        WriteBatch batch,
        DocumentScene scene,
        DocumentFact fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        TypedDocument[] changed = [fact.Document, .. fact.Superseded];
        foreach (var document in changed)
            batch.Replace(DocumentStore.Collection, document);
        foreach (var document in fact.Superseded)
            await renewals.CompleteAsync(batch, document, command, cancellationToken);
        var kept = scene.All.Where(d => changed.All(c => c.Id != d.Id));
        await TellAsync(batch, scene, fact, [.. kept, .. changed], command, cancellationToken);
    }

    public ValueTask AddDeletedAsync(
        WriteBatch batch,
        DocumentScene scene,
        DocumentFact fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var isIt = Filter.Eq("id", fact.Document.Id.Value);
        batch.Delete(DocumentStore.Collection, isIt, expected: 1);
        var left = scene.Without(fact.Document);
        return TellAsync(batch, scene, fact, left, command, cancellationToken);
    }

    /// <summary>Makes the subject's records show its documents again; nothing where they do.</summary>
    public ValueTask ShowAsync(
        WriteBatch batch,
        DocumentScene scene,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Replace(Piis.Collection, scene.Pii.Next(command));
        var shown = Licences.Of(scene.All);
        return showing.AddAsync(batch, scene.Pii.Subject, shown, command, cancellationToken);
    }

    private async ValueTask TellAsync(
        WriteBatch batch,
        DocumentScene scene,
        DocumentFact fact,
        IReadOnlyList<TypedDocument> after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var subjects = scene.Pii.Subject;
        batch.Replace(Piis.Collection, scene.Pii.Next(command));
        await showing.AddAsync(batch, subjects, Licences.Of(after), command, cancellationToken);
        if (!fact.IsTold)
            return;
        var about = subjects[0];
        batch
            .Emit(
                command,
                new OutboxFact(fact.Type, about) { Data = DocumentFacts.Of(fact.Document) }
            )
            .Insert(Activities.Collection, EntryOf(about, fact, command));
    }

    private static TimelineEntry EntryOf(EntityRef about, DocumentFact fact, Command command) =>
        Activities.Entry(command, about, TimelineKind.Document, fact.Type) with
        {
            Reason = fact.Reason,
            Refs = new Dictionary<string, string> { ["document_id"] = fact.Document.Id.Value },
        };
}
