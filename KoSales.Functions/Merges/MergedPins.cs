using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Merges;

/// <summary>Lets the pins of cohorts that name one record name another, and back. Whoever is in a cohort
/// follows from the events of the merge.</summary>
public sealed class MergedPins(IDocumentStore store, CohortCache cache, CohortWriter writer)
{
    /// <summary>Those that would name the survivor.</summary>
    public async ValueTask<IReadOnlyList<MovedPin>> FindAsync(
        EntityRef loser,
        string survivor,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await CohortsAsync(loser, cancellationToken)).SelectMany(c =>
                c.PinsToMove(loser.Id, survivor)
            ),
        ];

    /// <summary>Adds to the batch that they name the survivor.</summary>
    public async ValueTask<IReadOnlyList<MovedPin>> AddAsync(
        Attempt attempt,
        EntityRef loser,
        string survivor,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<MovedPin> moved = [];
        foreach (var cohort in await CohortsAsync(loser, cancellationToken))
        {
            moved.AddRange(cohort.PinsToMove(loser.Id, survivor));
            var after = cohort.MovePins(loser.Id, survivor, command);
            await ChangeAsync(attempt, cohort, after, command, cancellationToken);
        }

        return moved;
    }

    /// <summary>Adds to the batch that those which nobody changed since name the first record
    /// again.</summary>
    /// <returns>Those that do.</returns>
    public async ValueTask<IReadOnlyList<MovedPin>> AddBackAsync(
        Attempt attempt,
        IReadOnlyList<MovedPin> moved,
        string survivor,
        Command command,
        CancellationToken cancellationToken
    )
    {
        List<MovedPin> back = [];
        var found = await store.GetManyAsync(
            Cohort.Collection,
            [.. moved.Select(m => m.CohortId).Distinct()],
            cancellationToken
        );
        foreach (var cohort in found.Select(Cohort.Collection.Read).Where(c => c.DeletedAt is null))
        {
            MovedPin[] own = [.. moved.Where(m => m.CohortId == cohort.Key)];
            var returned = cohort.PinsToReturn(own, survivor, command);
            var after = cohort.ReturnPins(returned, survivor, command);
            await ChangeAsync(attempt, cohort, after, command, cancellationToken);
            back.AddRange(returned);
        }

        return back;
    }

    private async ValueTask<IReadOnlyList<Cohort>> CohortsAsync(
        EntityRef loser,
        CancellationToken cancellationToken
    )
    {
        // No more than somebody has made by hand, so that an index of pins would serve nothing else.
        var naming = Filter.AllOf(
            Filter.Eq("entity", WireNames<EntityKind>.Of(loser.Type)),
            Filter.Missing("deleted_at"),
            Filter.AnyOf(Naming("include_ids", loser.Id), Naming("exclude_ids", loser.Id))
        );
        var query = new Query(Cohort.Collection, naming);
        return await store.ListAsync(Cohort.Collection, query, cancellationToken);
    }

    private static Filter Naming(string path, string id) =>
        new Filter.Condition(
            path,
            FilterOperator.ContainsAny,
            new FilterValue.Many([new FilterValue.Text(id)])
        );

    private async ValueTask ChangeAsync(
        Attempt attempt,
        Cohort before,
        Cohort after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (ReferenceEquals(before, after))
            return;
        attempt.WhenSettled(cache.Evict);
        // The answer of the request is that of the merge.
        var along = command with
        {
            AnswerRecorder = null,
        };
        await writer.AddAsync(attempt.Batch, before, after, along, cancellationToken);
    }
}
