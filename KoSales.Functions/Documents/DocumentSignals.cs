using System.Text.Json;
using KoSales.Domain.Documents;
using KoSales.Domain.Signals;
using KoSales.Functions.Outbox;
using KoSales.Functions.Signals;

namespace KoSales.Functions.Documents;

/// <summary>Makes a signal of each rung of a document that ends; the timeline tells of it already.</summary>
public sealed class DocumentSignals(SignalNotes notes) : IEventHandler
{
    public IReadOnlyCollection<string> Types { get; } =
    [DocumentDecisions.Expiring, DocumentDecisions.Expired];

    public bool IsAwaited => false;

    public Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        var draft = new SignalDraft(
            SignalOrigins.Documents,
            SignalKind.LicenceExpiring,
            outboxEvent.Id,
            outboxEvent.CreatedAt
        )
        {
            Payload = PayloadOf(DocumentFacts.Read(outboxEvent.Data!.Value)),
        };
        var command = new Command(Actor.System, outboxEvent.CreatedAt, outboxEvent.Id);
        return notes.NoteAsync(draft, outboxEvent.Entity, tells: false, command, cancellationToken);
    }

    private static JsonElement PayloadOf(DocumentFacts facts) =>
        JsonSerializer.SerializeToElement(
            facts with
            {
                UploadedBy = null,
            },
            DocumentFactsJson.Wire.DocumentFacts
        );
}
