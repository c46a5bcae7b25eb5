using System.Text.Json;
using KoSales.Domain.Events;
using KoSales.Domain.Kernel;
using KoSales.Domain.Pii;
using KoSales.Domain.Storage;
using KoSales.Functions.Outbox;

namespace KoSales.Functions.Pii;

/// <summary>Writes down consent given and withdrawn. Lines are added, never changed.</summary>
public sealed class ConsentDesk(IDocumentStore store, PiiGate gate, IEventDispatcher events)
{
    private const int Attempts = 4;
    private const int LongestLedger = 1000;

    /// <summary>The document with the new line; a withdrawal emits <c>consent.withdrawn</c> per subject in the same transaction.</summary>
    public async Task<Verdict<PiiDocument>> RecordAsync(string id, RecordConsent body, Command command, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var found = await gate.FindAsync(id, command.Actor, cancellationToken);
            if (found.IsRefused) return Verdict<PiiDocument>.Refuse(found.Faults);
            var document = found.Value.Document;
            if (document.Consents.Count >= LongestLedger) return Fault.Conflict("consent.ledger_full", $"The ledger of {id} has {LongestLedger} lines already.");
            var next = document.Next(command) with { Consents = [.. document.Consents, Entry(body, command)] };
            var batch = new WriteBatch().Replace(Piis.Collection, next);
            if (!body.Given) EmitWithdrawal(batch, next, body, command);
            command.Seal(batch, next);
            var outcome = await store.CommitAsync(batch, cancellationToken);
            if (outcome.IsCommitted)
            {
                await events.DispatchAsync(batch, cancellationToken);
                return next;
            }

            if (attempt == Attempts) return PiiFaults.Moved(document.Id);
        }
    }

    private static ConsentEntry Entry(RecordConsent body, Command command) => new(body.Purpose, body.Channel, body.Given, command.Now, body.Source);

    private static void EmitWithdrawal(WriteBatch batch, PiiDocument document, RecordConsent body, Command command)
    {
        var data = JsonSerializer.SerializeToElement(new PiiEventData(document.Id, body.Purpose, body.Channel), PiiEventJson.Default.PiiEventData);
        foreach (var subject in document.Subject) batch.Emit(command, new OutboxFact(ConsentLedger.WithdrawnEvent, subject) { Data = data });
    }
}
