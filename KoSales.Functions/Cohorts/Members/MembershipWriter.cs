using KoSales.Domain.Cohorts;
using KoSales.Domain.Filters.Dates;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Outbox;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>What a settlement wrote.</summary>
public readonly record struct MembershipTally(int Joined, int Left)
{
    public int Changes => Joined + Left;

    public static MembershipTally operator +(MembershipTally one, MembershipTally other) =>
        new(one.Joined + other.Joined, one.Left + other.Left);
}

/// <summary>The one writer of membership rows: brings what is stored about entities in line with what their
/// cohorts say now.</summary>
/// <remarks>
/// It writes, then looks again, until there is nothing to write. Whoever changes an entity has its own
/// settlement afterwards, which sees what is written here before
/// its look; a change that came between look and write here is seen by the second look. So several
/// settlements at once, with older and newer views, end right.
/// </remarks>
public sealed class MembershipWriter(
    IDocumentStore store,
    RuleEngine rules,
    MembershipRows rows,
    CohortCache cache,
    IEventDispatcher events,
    TimeProvider time
)
{
    private const int MostRounds = 30;

    private Instant Now =>
        Instant.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Settles the entities with the chosen cohorts and with all that depend on those.</summary>
    /// <param name="choose">Asked anew when cohorts change meanwhile.</param>
    /// <param name="cause">Id of the event or job that this is done for.</param>
    /// <exception cref="StoreUnavailableException">The entities change too fast.</exception>
    public async Task<MembershipTally> SettleAsync(
        EntityKind kind,
        IReadOnlyCollection<string> entityIds,
        Func<CohortIndex, CohortSelection> choose,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var tally = default(MembershipTally);
        var open = entityIds;
        for (var round = 0; round < MostRounds; round++)
        {
            var selection = choose((await cache.CurrentAsync(cancellationToken)).Of(kind));
            if (selection.IsEmpty || open.Count == 0)
                return tally;
            var command = new Command(Actor.System, Now, cause);
            var pass = await CompareAsync(kind, selection, open, command.Now, cancellationToken);
            if (pass.IsSettled)
                return tally;
            if (!await WriteAsync(pass, command, cancellationToken))
                continue;
            tally += TallyOf(pass.Changes);
            open = pass.EntityIds;
        }

        throw new StoreUnavailableException(
            $"{open.Count} entities change too fast for their cohorts to be settled"
        );
    }

    /// <summary>False when somebody else wrote meanwhile, or a cohort has changed.</summary>
    private async ValueTask<bool> WriteAsync(
        MembershipPass pass,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = MembershipBatch.Of(pass.Changes, pass.Reevaluations, command);
        var result = await store.CommitAsync(batch, cancellationToken);
        if (result.Status == CommitStatus.ConditionFailed)
            cache.Evict();
        if (result.IsCommitted)
            await events.DispatchAsync(batch, cancellationToken);
        return result.IsCommitted;
    }

    /// <summary>The same for what a scan over ids found of one cohort: written as it was seen, then the
    /// store is asked who of these matches now, without reading a document.</summary>
    /// <param name="matches">Who belongs to the cohort, no more and no fewer.</param>
    internal async Task<MembershipTally> SettleSeenAsync(
        LiveCohort cohort,
        IReadOnlyList<ScannedEntity> seen,
        Filter matches,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var changes = await ChangesOfAsync(cohort, seen, cancellationToken);
        var batch = MembershipBatch.Of(changes, [], new Command(Actor.System, Now, cause));
        var result = await store.CommitAsync(batch, cancellationToken);
        if (!result.IsCommitted)
            return await SettleAnewAsync([.. seen.Select(s => s.EntityId)]);
        await events.DispatchAsync(batch, cancellationToken);
        var kind = cohort.Cohort.Entity;
        var overtaken = await OvertakenAsync(kind, seen, matches, cancellationToken);
        return TallyOf(changes) + await SettleAnewAsync(overtaken);

        Task<MembershipTally> SettleAnewAsync(string[] ids) =>
            SettleAsync(
                cohort.Cohort.Entity,
                ids,
                index => index.Of([cohort.Id]),
                cause,
                cancellationToken
            );
    }

    /// <summary>Rows are read only of those who leave: the others were seen to have none.</summary>
    private async ValueTask<MembershipChange[]> ChangesOfAsync(
        LiveCohort cohort,
        IReadOnlyList<ScannedEntity> seen,
        CancellationToken cancellationToken
    )
    {
        string[] leaving =
        [
            .. seen.Where(s => !s.Standing.IsMember)
                .Select(s => CohortMember.IdOf(cohort.Id, s.EntityId)),
        ];
        var stored = await store.GetManyAsync(CohortMember.Collection, leaving, cancellationToken);
        var rows = stored
            .Select(CohortMember.Collection.Read)
            .ToDictionary(r => r.EntityId, StringComparer.Ordinal);
        return [.. seen.Select(ChangeOf).Where(c => c.IsJoin || c.IsLeave)];

        MembershipChange ChangeOf(ScannedEntity s) =>
            new(cohort, s.EntityId, rows.GetValueOrDefault(s.EntityId), s.Standing);
    }

    /// <summary>Those for whom the store says now what was not seen of them.</summary>
    private async ValueTask<string[]> OvertakenAsync(
        EntityKind kind,
        IReadOnlyList<ScannedEntity> seen,
        Filter matches,
        CancellationToken cancellationToken
    )
    {
        var ofThem = Filter.In("id", seen.Select(s => s.EntityId));
        var now = await store
            .StreamIdsAsync(
                rules.Of(kind).Collection,
                Filter.AllOf(ofThem, matches),
                null,
                cancellationToken
            )
            .ToHashSetAsync(cancellationToken: cancellationToken);
        return
        [
            .. seen.Where(s => s.Standing.IsMember != now.Contains(s.EntityId))
                .Select(s => s.EntityId),
        ];
    }

    private static MembershipTally TallyOf(IReadOnlyList<MembershipChange> changes) =>
        new(changes.Count(c => c.IsJoin), changes.Count(c => c.IsLeave));

    private async Task<MembershipPass> CompareAsync(
        EntityKind kind,
        CohortSelection selection,
        IReadOnlyCollection<string> entityIds,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        // Rows before documents: what another settlement writes in between is refused here, and read again.
        var stored = await rows.OfAsync(selection, entityIds, cancellationToken);
        var subjects = (
            await rules.LoadAsync(kind, selection.Plan, entityIds, cancellationToken)
        ).ToDictionary(s => s.Id, StringComparer.Ordinal);
        var pass = new MembershipPass(selection, new FilterClock(now));
        foreach (var entity in stored)
            pass.Compare(entity, subjects.GetValueOrDefault(entity.EntityId));
        return pass;
    }
}
