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
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(Actor.System, now, outboxEvent.Id);
        var differing = store
            .StreamAsync(LeadStore.Collection, LeadStore.Alive, cancellationToken)
            .Where(lead => Differs(lead, card.Score(lead, now)));
        await foreach (var page in differing.Chunk(PageSize).WithCancellation(cancellationToken))
            await WriteAsync(page, card, command, cancellationToken);
    }

    /// <summary>Leads that somebody changes meanwhile are read and scored again, until none is left.</summary>
    private async Task WriteAsync(
        IReadOnlyList<Lead> leads,
        ScoreCard card,
        Command command,
        CancellationToken cancellationToken
    )
    {
        while (leads.Count > 0)
        {
            var overtaken = await TryWriteAsync(leads, card, command, cancellationToken);
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

    /// <summary>The ids of those that somebody changed meanwhile.</summary>
    private async Task<string[]> TryWriteAsync(
        IReadOnlyList<Lead> leads,
        ScoreCard card,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch();
        foreach (var lead in leads)
            Add(batch, lead, card.Score(lead, command.Now), command);
        var result = await store.CommitAsync(batch, cancellationToken);
        // Two operations for each lead: the patch, then its event.
        return [.. leads.Where((_, i) => result.Affected[2 * i] == 0).Select(l => l.Key)];
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
