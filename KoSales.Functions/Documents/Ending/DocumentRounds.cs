using KoSales.Domain.Documents;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii;
using KoSales.Functions.Sla.Clocks;

namespace KoSales.Functions.Documents.Ending;

/// <summary>The sweep's part about documents that end: each rung of the ladder is told of once, on the
/// condition that the document is as it was read.</summary>
internal sealed class DocumentRounds(
    IDocumentStore store,
    DocumentWriter writer,
    DocumentJournal journal,
    RenewalTasks renewals
) : ISweepRound
{
    public Task<(int Count, bool Ended)> MarkAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    ) => pages.MarkAsync(DocumentStore.Collection, DocumentStore.Due, AddAsync, cancellationToken);

    // Two documents of one subject in a page refuse it, and the sweep goes on with shorter ones.
    private async ValueTask AddAsync(WriteBatch batch, TypedDocument document, Command command)
    {
        var stop = CancellationToken.None;
        var fact = document.Climb(command);
        var pii = await store.FindAsync(Piis.Collection, document.PiiId.Value, stop);
        if (!fact.IsTold || pii is null)
        {
            batch.Replace(DocumentStore.Collection, fact.Document);
            return;
        }

        var told = fact with
        {
            Document = await renewals.AddAsync(batch, fact.Document, pii, command, stop),
        };
        var scene = new DocumentScene(
            new PiiRecord(pii, null),
            await writer.AllAsync(document.PiiId, stop)
        );
        await journal.AddAsync(batch, scene, told, command, stop);
    }
}
