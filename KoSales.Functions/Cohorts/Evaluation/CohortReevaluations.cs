using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Members;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Carries out the re-evaluations that are due: asks the cohorts again about every entity
/// whose standing time alone may have changed.</summary>
/// <remarks>It goes by <c>flip_at</c> alone, so it catches up after downtime; several at once, on one host
/// or many, do no harm.</remarks>
public sealed class CohortReevaluations(
    IDocumentStore store,
    CohortCache cache,
    MembershipWriter writer,
    TimeProvider time,
    ILogger<CohortReevaluations> log
)
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(50);

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>One run: until nothing is due, or the next run takes over.</summary>
    public async Task<MembershipTally> RunAsync(CancellationToken cancellationToken)
    {
        var (started, places, tally) = (time.GetTimestamp(), 0, default(MembershipTally));
        while (time.GetElapsedTime(started) < Budget)
        {
            var now = Now;
            var due = await DueAsync(now, cancellationToken);
            if (due.Count == 0)
                break;
            tally += await RunAsync(due, now, cancellationToken);
            places += due.Count;
        }

        if (places > 0)
            log.Reevaluated(places, tally.Joined, tally.Left);
        return tally;
    }

    private ValueTask<IReadOnlyList<CohortReevaluation>> DueAsync(
        Instant now,
        CancellationToken cancellationToken
    ) =>
        store.ListAsync(
            CohortReevaluation.Collection,
            new Query(CohortReevaluation.Collection, UpTo(now))
            {
                Sort = [new SortKey("flip_at", FieldType.Instant)],
                Limit = PageSize,
            },
            cancellationToken
        );

    private async Task<MembershipTally> RunAsync(
        IReadOnlyList<CohortReevaluation> due,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var tally = default(MembershipTally);
        var indexes = await cache.CurrentAsync(cancellationToken);
        foreach (var kind in due.GroupBy(f => indexes.Find(f.CohortId)?.Entity))
        {
            if (kind.Key is { } entity)
                tally += await SettleAsync(entity, [.. kind], cancellationToken);
        }

        // What is settled has its next place in the future; what is still due belongs to a cohort that no
        // longer follows time. A resumed one is evaluated anew.
        var left = Filter.AllOf(Filter.In("id", due.Select(f => f.Id)), UpTo(now));
        await store.CommitAsync(
            new WriteBatch().Delete(CohortReevaluation.Collection, left),
            cancellationToken
        );
        return tally;
    }

    private Task<MembershipTally> SettleAsync(
        EntityKind kind,
        CohortReevaluation[] due,
        CancellationToken cancellationToken
    )
    {
        string[] cohorts = [.. due.Select(f => f.CohortId).Distinct(StringComparer.Ordinal)];
        string[] ids = [.. due.Select(f => f.EntityId).Distinct(StringComparer.Ordinal)];
        return writer.SettleAsync(
            kind,
            ids,
            index => index.Of(cohorts),
            "cohort-wheel",
            cancellationToken
        );
    }

    private static Filter UpTo(Instant now) =>
        new Filter.Condition("flip_at", FilterOperator.Lte, new FilterValue.Moment(now));
}

/// <summary>Looks after the cohorts themselves: removes expired pins, freezes cohorts whose rule no longer
/// holds and thaws those whose rule holds again.</summary>
public sealed class CohortKeeper(
    CohortCache cache,
    CohortDesk desk,
    TimeProvider time,
    ILogger<CohortKeeper> log
)
{
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var command = new Command(Actor.System, now, "cohort-keeper");
        var indexes = await cache.CurrentAsync(cancellationToken);
        foreach (var found in indexes.Checked)
            await LookAsync(found, command, cancellationToken);
    }

    private async Task LookAsync(
        CheckedCohort found,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var isBroken = found is { Faults.Count: > 0, Cohort.Status: CohortStatus.Active };
        var isMended = found is { Faults.Count: 0, Cohort.Status: CohortStatus.Frozen };
        if (isBroken)
            log.Frozen(found.Cohort.Key, found.Faults[0].Code);
        if (isBroken || isMended)
            await desk.JudgeAsync(found.Cohort.Key, found.Faults, command, cancellationToken);
        if (found.Cohort.Pins.Any(p => !p.IsInForce(command.Now)))
            await desk.PruneAsync(found.Cohort.Key, command, cancellationToken);
    }
}
