using System.Runtime.CompilerServices;
using KoSales.Domain.Cohorts;
using KoSales.Functions.Invariants;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Walks all cohorts and says what is not as it must be: size = rows, and of live ones members =
/// rule and pins asked afresh. Memory stays flat.</summary>
public sealed class CohortInvariants(
    IDocumentStore store,
    RuleEngine rules,
    CohortCache cache,
    TimeProvider time
) : IInvariant
{
    public string Name => "cohorts";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var indexes = await cache.CurrentAsync(cancellationToken);
        foreach (var cohort in indexes.All)
        {
            if (await WrongSizeAsync(cohort.Key, cancellationToken) is { } wrong)
                yield return wrong;
            if (indexes.Of(cohort.Entity).Find(cohort.Key) is not { } live)
                continue;
            var drift = await DriftAsync(live, cancellationToken);
            if (drift > 0)
                yield return new Violation(
                    Name,
                    cohort.Key,
                    $"{drift} members differ from what rule and pins say"
                );
        }
    }

    private async ValueTask<Violation?> WrongSizeAsync(
        string cohortId,
        CancellationToken cancellationToken
    )
    {
        var rows = await store.CountAsync(
            CohortMember.Collection,
            CohortMember.Of(cohortId),
            cancellationToken
        );
        var figures = await store.FindAsync(CohortFigures.Collection, cohortId, cancellationToken);
        var size = figures?.Size;
        return size == rows
            ? null
            : new Violation(Name, cohortId, $"its size is {size}, its rows are {rows}");
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
