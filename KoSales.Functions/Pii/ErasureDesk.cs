using System.Text.Json;
using KoSales.Domain.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Pii;

/// <summary>Erases a subject for good: its key, and with the key every copy of its data, wherever they were
/// backed up to.</summary>
public sealed class ErasureDesk(
    IDocumentStore store,
    PiiGate gate,
    IEnumerable<IPersonalDataHolder> holders,
    ConsentLedgers ledgers,
    Commits commits
)
{
    private readonly IPersonalDataHolder[] _holders = [.. holders];

    /// <summary>
    /// One transaction: the key row goes, the document becomes a tombstone, every holder's copies are
    /// blanked, tasks that
    /// contact the subject are cancelled, <c>pii.erased</c> is emitted per subject.
    /// </summary>
    public Task<Verdict<ErasureResult>> EraseAsync(
        string id,
        ErasePii body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<ErasureResult>(
            PiiFaults.Busy,
            async attempt =>
            {
                var plan = await PlanAsync(id, body, command, cancellationToken);
                if (plan.IsRefused)
                    return plan.Refusal;
                var (tombstone, _, copies) = plan.Value;
                var result = await ResultAsync(plan.Value, dryRun: false, cancellationToken);
                var batch = attempt.Batch;
                AddErasure(batch, tombstone, copies, command);
                await ledgers.StopAsync(batch, tombstone, command, cancellationToken);
                command.RecordAnswer(batch, result);
                return result;
            },
            cancellationToken
        );

    /// <summary>What an erasure would destroy and blank; changes nothing.</summary>
    public async Task<Verdict<ErasureResult>> PreviewAsync(
        string id,
        ErasePii body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var plan = await PlanAsync(id, body, command, cancellationToken);
        if (plan.IsRefused)
            return plan.Refusal;
        return await ResultAsync(plan.Value, dryRun: true, cancellationToken);
    }

    private async Task<Verdict<Plan>> PlanAsync(
        string id,
        ErasePii body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var found = await gate.FindAsync(id, command.Actor, cancellationToken);
        if (found.IsRefused)
            return found.Refusal;
        var reason = Reason.Parse(body.Reason, "/reason");
        return reason.IsRefused
            ? reason.Refusal
            : PlanOf(found.Value.Document, reason.Value, command);
    }

    private Verdict<Plan> PlanOf(PiiDocument document, Reason reason, Command command)
    {
        var tombstone = Erasure.Of(document, reason, command);
        if (tombstone.IsRefused)
            return tombstone.Refusal;
        var erasure = new Erasure(document.Id, document.Subject, command.Now, command.Actor.Id);
        return new Plan(
            tombstone.Value,
            [.. document.Held],
            [.. _holders.SelectMany(h => h.CopiesOf(erasure))]
        );
    }

    private static void AddErasure(
        WriteBatch batch,
        PiiDocument tombstone,
        IReadOnlyList<PersonalCopy> copies,
        Command command
    )
    {
        batch
            .Replace(Piis.Collection, tombstone)
            .Delete(Piis.Keys, Filter.Eq("id", tombstone.Id.Value));
        foreach (var copy in copies)
            batch.Patch(
                copy.Collection,
                copy.Filter,
                new Patch(command.Now, command.Actor.Id) { Set = copy.Blank }
            );
        var data = JsonSerializer.SerializeToElement(
            new PiiEventData(tombstone.Id),
            PiiEventJson.Default.PiiEventData
        );
        foreach (var subject in tombstone.Subject)
            batch.Emit(command, new OutboxFact(Erasure.EventType, subject) { Data = data });
    }

    private async Task<ErasureResult> ResultAsync(
        Plan plan,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var (tombstone, held, copies) = plan;
        var counts = new List<ErasedCopies>(copies.Count);
        foreach (var copy in copies)
            counts.Add(
                new ErasedCopies(
                    copy.Collection.Name,
                    await store.CountAsync(copy.Collection, copy.Filter, cancellationToken)
                )
            );
        return new ErasureResult(
            tombstone.Id,
            dryRun,
            dryRun ? null : tombstone.ErasedAt,
            tombstone.Subject,
            held,
            counts
        );
    }

    private sealed record Plan(
        PiiDocument Tombstone,
        IReadOnlyList<PiiField> Held,
        IReadOnlyList<PersonalCopy> Copies
    );
}
