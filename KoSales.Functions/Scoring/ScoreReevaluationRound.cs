using KoSales.Domain.Leads;
using KoSales.Domain.Scoring;
using KoSales.Functions.Sla.Clocks;
using NodaTime;

namespace KoSales.Functions.Scoring;

/// <summary>Scores anew, in the minute's sweep, the leads whose score time alone may have changed.</summary>
internal sealed class ScoreReevaluationRound(ScoreCardCache cache) : ISweepRound
{
    private const string DueField = "score_flip_at";

    private static readonly Duration Breath = Duration.FromMinutes(1);

    public async Task<(int Count, bool Ended)> MarkAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    )
    {
        var card = await cache.CurrentAsync(cancellationToken);
        return await pages.MarkAsync<Lead>(
            LeadStore.Collection,
            Due,
            (batch, lead, command) => AddAsync(card, batch, lead, command),
            cancellationToken
        );
    }

    internal static Query Due(Instant now, int limit) =>
        new(
            LeadStore.Collection,
            Filter.AllOf(Filter.Present(DueField), SlaMarks.UpTo(DueField, now))
        )
        {
            Sort = [new SortKey(DueField, FieldType.Instant)],
            Limit = limit,
        };

    private static ValueTask AddAsync(ScoreCard card, WriteBatch batch, Lead lead, Command command)
    {
        var scored = lead.DeletedAt is null
            ? card.Score(lead, command.Now)
            : lead with
            {
                ScoreReevaluationAt = null,
            };
        // A place that is not ahead would be found again at once.
        if (scored.ScoreReevaluationAt <= command.Now)
            scored = scored with { ScoreReevaluationAt = command.Now + Breath };
        batch.Patch(
            LeadStore.Collection,
            ScorePatches.Unchanged(lead),
            ScorePatches.Of(scored, command),
            expected: 1
        );
        if (scored.Score != lead.Score)
            batch.Emit(command, ScorePatches.EventOf(lead));
        return ValueTask.CompletedTask;
    }
}
