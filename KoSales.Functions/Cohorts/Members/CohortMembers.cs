using System.Runtime.CompilerServices;
using KoSales.Domain.Cohorts;
using NodaTime;

namespace KoSales.Functions.Cohorts.Members;

/// <summary>Who is in a cohort, in the order of entity ids (ordinal).</summary>
public sealed class CohortMembers(IDocumentStore store)
{
    /// <summary>Every member's entity id after <paramref name="afterId"/>, read in pages, so memory stays
    /// flat. Empty for a cohort that is not there.</summary>
    /// <param name="afterId">An entity id, exclusive; null from the start.</param>
    public async IAsyncEnumerable<string> StreamAsync(
        string cohortId,
        string? afterId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = afterId is null ? null : CohortMember.IdOf(cohortId, afterId);
        await foreach (
            var raw in store.StreamAsync(
                CohortMember.Collection,
                CohortMember.Of(cohortId),
                after,
                cancellationToken
            )
        )
            yield return CohortMember.EntityOf(raw.Id);
    }

    /// <summary>At most <paramref name="limit"/> members after <paramref name="afterId"/>.</summary>
    public ValueTask<IReadOnlyList<CohortMember>> PageAsync(
        string cohortId,
        string? afterId,
        int limit,
        CancellationToken cancellationToken
    ) =>
        store.ListAsync(
            CohortMember.Collection,
            new Query(CohortMember.Collection, CohortMember.Of(cohortId))
            {
                After = afterId is null
                    ? null
                    : new KeysetPosition([], CohortMember.IdOf(cohortId, afterId)),
                Limit = limit,
            },
            cancellationToken
        );

    /// <summary>As <see cref="PageAsync(string, string?, int, CancellationToken)"/>, who was in at an
    /// instant: periods of then that have ended since among them.</summary>
    public async ValueTask<IReadOnlyList<PastMember>> PageAtAsync(
        string cohortId,
        Instant at,
        (string? AfterId, int Limit) page,
        CancellationToken cancellationToken
    )
    {
        var joined = new Filter.Condition(
            "joined_at",
            FilterOperator.Lte,
            new FilterValue.Moment(at)
        );
        var now = new Query(
            CohortMember.Collection,
            Filter.AllOf(CohortMember.Of(cohortId), joined)
        )
        {
            After = page.AfterId is { } id
                ? new KeysetPosition([], CohortMember.IdOf(cohortId, id))
                : null,
            Limit = page.Limit,
        };
        var left = new Filter.Condition("left_at", FilterOperator.Gt, new FilterValue.Moment(at));
        var ended = new Query(
            MembershipPeriod.Collection,
            Filter.AllOf(Filter.Eq("cohort_id", cohortId), After(page.AfterId), joined, left)
        )
        {
            Sort = [new SortKey("entity_id", FieldType.Text)],
            Limit = page.Limit,
        };
        var members = await store.ListAsync(CohortMember.Collection, now, cancellationToken);
        var periods = await store.ListAsync(MembershipPeriod.Collection, ended, cancellationToken);
        return
        [
            .. members
                .Select(m => new PastMember(m.EntityId, m.Source, m.JoinedAt, null))
                .Concat(
                    periods.Select(s => new PastMember(s.EntityId, s.Source, s.JoinedAt, s.LeftAt))
                )
                .OrderBy(m => m.EntityId, StringComparer.Ordinal)
                .Take(page.Limit),
        ];
    }

    /// <summary>The periods of one entity, the last first, the current one among them.</summary>
    public async ValueTask<IReadOnlyList<PastMember>> PeriodsAsync(
        string cohortId,
        string entityId,
        CancellationToken cancellationToken
    )
    {
        var theirs = Filter.AllOf(
            Filter.Eq("cohort_id", cohortId),
            Filter.Eq("entity_id", entityId)
        );
        var ended = await store.ListAsync(
            MembershipPeriod.Collection,
            new Query(MembershipPeriod.Collection, theirs) { Limit = MostPeriods },
            cancellationToken
        );
        var current = await store.FindAsync(
            CohortMember.Collection,
            CohortMember.IdOf(cohortId, entityId),
            cancellationToken
        );
        IEnumerable<PastMember> now = current is null
            ? []
            : [new PastMember(entityId, current.Source, current.JoinedAt, null)];
        return
        [
            .. now,
            .. ended
                .Reverse()
                .Select(s => new PastMember(entityId, s.Source, s.JoinedAt, s.LeftAt)),
        ];
    }

    private const int MostPeriods = 100;

    private static Filter After(string? entityId) =>
        entityId is null
            ? Filter.Everything
            : new Filter.Condition("entity_id", FilterOperator.Gt, new FilterValue.Text(entityId));
}

/// <param name="LeftAt">Null while it is in.</param>
public sealed record PastMember(
    string EntityId,
    MemberSource Source,
    Instant JoinedAt,
    Instant? LeftAt
);
