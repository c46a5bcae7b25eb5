using System.Runtime.CompilerServices;
using KoSales.Domain.Cohorts;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

public sealed record CohortViolation(string CohortId, string Detail);

/// <summary>Walks all cohorts and says what is not as it must be: size = rows, and of live ones members =
/// rule and pins asked afresh. Memory stays flat.</summary>
public sealed class CohortInvariants(
    IDocumentStore store,
    RuleEngine rules,
    CohortCache cache,
    TimeProvider time
)
{
    public async IAsyncEnumerable<CohortViolation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var indexes = await cache.CurrentAsync(cancellationToken);
        foreach (var cohort in indexes.All)
        {
            var rows = await store.CountAsync(
                CohortMember.Collection,
                CohortMember.Of(cohort.Key),
                cancellationToken
            );
            var size = (
                await store.FindAsync(CohortFigures.Collection, cohort.Key, cancellationToken)
            )?.Size;
            if (size != rows)
                yield return new CohortViolation(
                    cohort.Key,
                    $"its size is {size}, its rows are {rows}"
                );
            if (indexes.Of(cohort.Entity).Find(cohort.Key) is not { } live)
                continue;
            var drift = await DriftAsync(live, cancellationToken);
            if (drift > 0)
                yield return new CohortViolation(
                    cohort.Key,
                    $"{drift} members differ from what rule and pins say"
                );
        }
    }

    private async Task<int> DriftAsync(LiveCohort live, CancellationToken cancellationToken)
    {
        var drift = 0;
        var scan = new CohortScan(store, rules, live);
        await foreach (
            var stretch in scan.StretchesAsync(
                null,
                () => Instant.FromDateTimeOffset(time.GetUtcNow()),
                cancellationToken
            )
        )
            drift += stretch.Members.Count(m => m.IsDrift);
        return drift;
    }
}
