using System.Text.Json;
using KoSales.Domain.Audit;
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
                var (tombstones, _, copies) = plan.Value;
                var result = await ResultAsync(plan.Value, dryRun: false, cancellationToken);
                var batch = attempt.Batch;
                AddErasure(batch, tombstones, copies, command);
                foreach (var tombstone in tombstones)
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
            : PlanOf(
                await WithMergedAsync(found.Value.Document, cancellationToken),
                reason.Value,
                command
            );
    }

    private Verdict<Plan> PlanOf(
        IReadOnlyList<PiiDocument> documents,
        Reason reason,
        Command command
    )
    {
        var tombstone = Erasure.Of(documents[0], reason, command);
        if (tombstone.IsRefused)
            return tombstone.Refusal;
        EntityRef[] subjects = [.. documents.SelectMany(d => d.Subject).Distinct()];
        var erasure = new Erasure(documents[0].Id, subjects, command.Now, command.Actor.Id);
        return new Plan(
            [
                tombstone.Value,
                .. documents.Skip(1).Select(d => Erasure.Of(d, reason, command).Value),
            ],
            [.. documents.SelectMany(d => d.Held).Distinct()],
            [.. _holders.SelectMany(h => h.CopiesOf(erasure))]
        );
    }

    /// <summary>The document first, then all that were found to be of the same person.</summary>
    private async ValueTask<IReadOnlyList<PiiDocument>> WithMergedAsync(
        PiiDocument document,
        CancellationToken cancellationToken
    )
    {
        List<PiiDocument> all = [document];
        for (var at = 0; at < all.Count; at++)
        {
            var merged = Filter.AllOf(
                Filter.Eq("merged_into", all[at].Key),
                Filter.Missing("erased_at")
            );
            await foreach (var one in store.StreamAsync(Piis.Collection, merged, cancellationToken))
            {
                if (all.All(d => d.Id != one.Id))
                    all.Add(one);
            }
        }

        return all;
    }

    private static void AddErasure(
        WriteBatch batch,
        IReadOnlyList<PiiDocument> tombstones,
        IReadOnlyList<PersonalCopy> copies,
        Command command
    )
    {
        foreach (var tombstone in tombstones)
            AddTombstone(batch, tombstone, command);
        foreach (var copy in copies)
            batch.Patch(
                copy.Collection,
                copy.Filter,
                new Patch(command.Now, command.Actor.Id) { Set = copy.Blank }
            );
    }

    private static void AddTombstone(WriteBatch batch, PiiDocument tombstone, Command command)
    {
        batch
            .Replace(Piis.Collection, tombstone)
            .Delete(Piis.Keys, Filter.Eq("id", tombstone.Id.Value))
            .Audit(command, "pii.erased", new AuditTarget("pii", tombstone.Id.Value));
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
        var (tombstones, held, copies) = plan;
        var tombstone = tombstones[0];
        var counts = new List<ErasedCopies>(copies.Count);
        foreach (var copy in copies.GroupBy(c => c.Collection))
            counts.Add(
                new ErasedCopies(
                    copy.Key.Name,
                    await store.CountAsync(
                        copy.Key,
                        Filter.AnyOf(copy.Select(c => c.Filter)),
                        cancellationToken
                    )
                )
            );
        return new ErasureResult(
            tombstone.Id,
            dryRun,
            dryRun ? null : tombstone.ErasedAt,
            [.. tombstones.SelectMany(t => t.Subject).Distinct()],
            held,
            counts
        );
    }

    private sealed record Plan(
        IReadOnlyList<PiiDocument> Tombstones,
        IReadOnlyList<PiiField> Held,
        IReadOnlyList<PersonalCopy> Copies
    );
}
