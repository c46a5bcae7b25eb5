using KoSales.Domain.Pii;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Pii.Consents;

/// <summary>Writes down consent given and withdrawn. Lines are added, never changed.</summary>
public sealed class ConsentDesk(PiiGate gate, ConsentLedgers ledgers, Commits commits)
{
    private const int LongestLedger = 1000;

    /// <summary>
    /// The document with the new line. In the same transaction the line goes into the ledgers of all who
    /// have the
    /// number, their records show it, their tasks
    /// by a barred channel are cancelled, and a withdrawal emits <c>consent.withdrawn</c> per subject.
    /// </summary>
    public Task<Verdict<PiiDocument>> RecordAsync(
        string id,
        RecordConsent body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        commits.DecideAsync<PiiDocument>(
            PiiFaults.Busy,
            async attempt =>
            {
                var found = await gate.FindAsync(id, command.Actor, cancellationToken);
                if (found.IsRefused)
                    return found.Refusal;
                var document = found.Value.Document;
                if (document.Consents.Count >= LongestLedger)
                    return Fault.Conflict(
                        "consent.ledger_full",
                        $"The ledger of {id} has {LongestLedger} lines already."
                    );
                var line = Line(body, command);
                var next = await AddAsync(
                    attempt.Batch,
                    document,
                    line,
                    command,
                    cancellationToken
                );
                command.RecordAnswer(attempt.Batch, next);
                return next;
            },
            cancellationToken
        );

    private async ValueTask<PiiDocument> AddAsync(
        WriteBatch batch,
        PiiDocument document,
        ConsentEntry line,
        Command command,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ConsentEntry> after =
        [
            .. await ledgers.WholeAsync(document, cancellationToken),
            line,
        ];
        var next = document.Next(command) with { Consents = after };
        batch.Replace(Piis.Collection, next);
        var known = await ledgers.KnownAsync(next.PhoneIndex, [], cancellationToken);
        await ledgers.SpreadAsync(
            batch,
            new ConsentNews(next, [line]),
            known,
            owned: null,
            command,
            cancellationToken
        );
        return next;
    }

    private static ConsentEntry Line(RecordConsent body, Command command) =>
        new(body.Purpose, body.Channel, body.Given, command.Now, body.Source)
        {
            RecordedAt = command.Now,
            By = command.Actor.Id,
        };
}
