using KoSales.Domain.Leads;
using KoSales.Domain.Scoring;
using KoSales.Functions.Outbox;
using NodaTime;

namespace KoSales.Functions.Scoring;

/// <summary>Brings changed score rules to the leads that are there: in pages, only those whose score
/// differs, so that doing it again does nothing.</summary>
public sealed class Rescoring(IDocumentStore store, ScoreCardCache cache, TimeProvider time)
    : IEventHandler
{
    public const string RulesChanged = "score_rules.changed";

    private const int PageSize = 200;

    public IReadOnlyCollection<string> Types { get; } = [RulesChanged];

    public async Task HandleAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken)
    {
        cache.Evict();
        var card = await cache.CurrentAsync(cancellationToken);
        var command = new Command(
            Actor.System,
            Instant.FromDateTimeOffset(time.GetUtcNow()),
            outboxEvent.Id
        );
        List<Lead> page = [];
        await foreach (
            var lead in store.StreamAsync(LeadStore.Collection, LeadStore.Alive, cancellationToken)
        )
        {
            if (!Differs(lead, card.Score(lead, command.Now)))
                continue;
            page.Add(lead);
            if (page.Count < PageSize)
                continue;
            await WriteAsync(page, card, command, cancellationToken);
            page.Clear();
        }

        await WriteAsync(page, card, command, cancellationToken);
    }

    /// <summary>Leads that somebody changes meanwhile are read and scored again, until none is left.</summary>
    private async Task WriteAsync(
        List<Lead> leads,
        ScoreCard card,
        Command command,
        CancellationToken cancellationToken
    )
    {
        while (leads.Count > 0)
        {
            var batch = new WriteBatch();
            foreach (var lead in leads)
                Add(batch, lead, card.Score(lead, command.Now), command);
            var result = await store.CommitAsync(batch, cancellationToken);
            // Two operations for each lead: the patch, then its event.
            string[] overtaken =
            [
                .. leads.Where((_, i) => result.Affected[2 * i] == 0).Select(l => l.Key),
            ];
            var again = await store.GetManyAsync(
                LeadStore.Collection,
                overtaken,
                cancellationToken
            );
            leads =
            [
                .. again
                    .Select(LeadStore.Collection.Read)
                    .Where(l => l.DeletedAt is null && Differs(l, card.Score(l, command.Now))),
            ];
        }
    }

    private static void Add(WriteBatch batch, Lead lead, Lead scored, Command command) =>
        batch
            .Patch(
                LeadStore.Collection,
                ScorePatches.Unchanged(lead),
                ScorePatches.Of(scored, command)
            )
            .Emit(command, ScorePatches.EventOf(lead));

    private static bool Differs(Lead lead, Lead scored) =>
        lead.Score != scored.Score
        || lead.ScoreReevaluationAt != scored.ScoreReevaluationAt
        || !lead.ScoreReasons.SequenceEqual(scored.ScoreReasons);
}
