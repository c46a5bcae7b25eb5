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
                After = PositionOf(cohortId, afterId),
                Limit = limit,
            },
            cancellationToken
        );

    /// <summary>As <see cref="PageAsync(string, string?, int, CancellationToken)"/>, who was in at an
    /// instant: periods of then that have ended since among them.</summary>
    public async ValueTask<IReadOnlyList<PastMember>> PageAtAsync(
        string cohortId,
        Instant at,
        MemberPage page,
        CancellationToken cancellationToken
    )
    {
        var members = await store.ListAsync(
            CohortMember.Collection,
            InSince(cohortId, at, page),
            cancellationToken
        );
        var periods = await store.ListAsync(
            MembershipPeriod.Collection,
            EndedAfter(cohortId, at, page),
            cancellationToken
        );
        return
        [
            .. members
                .Select(PastMember.Of)
                .Concat(periods.Select(PastMember.Of))
                .OrderBy(m => m.EntityId, StringComparer.Ordinal)
                .Take(page.Limit),
        ];
    }

    /// <summary>How many are in, or were at an instant.</summary>
    /// <param name="at">Null for now.</param>
    public async ValueTask<long> CountAsync(
        string cohortId,
        Instant? at,
        CancellationToken cancellationToken
    )
    {
        if (at is not { } then)
            return await store.CountAsync(
                CohortMember.Collection,
                CohortMember.Of(cohortId),
                cancellationToken
            );
        var still = await store.CountAsync(
            CohortMember.Collection,
            InSince(cohortId, then),
            cancellationToken
        );
        return still
            + await store.CountAsync(
                MembershipPeriod.Collection,
                EndedAfter(cohortId, then),
                cancellationToken
            );
    }

    private static Query InSince(string cohortId, Instant at, MemberPage page) =>
        new(CohortMember.Collection, InSince(cohortId, at))
        {
            After = PositionOf(cohortId, page.AfterId),
            Limit = page.Limit,
        };

    /// <summary>Who joined by the instant and is in.</summary>
    private static Filter InSince(string cohortId, Instant at) =>
        Filter.AllOf(CohortMember.Of(cohortId), JoinedBy(at));

    private static Query EndedAfter(string cohortId, Instant at, MemberPage page) =>
        new(
            MembershipPeriod.Collection,
            Filter.AllOf(EndedAfter(cohortId, at), After(page.AfterId))
        )
        {
            Sort = [new SortKey("entity_id", FieldType.Text)],
            Limit = page.Limit,
        };

    /// <summary>The periods that held the instant and have ended since.</summary>
    private static Filter EndedAfter(string cohortId, Instant at) =>
        Filter.AllOf(
            Filter.Eq("cohort_id", cohortId),
            JoinedBy(at),
            new Filter.Condition("left_at", FilterOperator.Gt, new FilterValue.Moment(at))
        );

    private static Filter JoinedBy(Instant at) =>
        new Filter.Condition("joined_at", FilterOperator.Lte, new FilterValue.Moment(at));

    private static KeysetPosition? PositionOf(string cohortId, string? entityId) =>
        entityId is null ? null : new KeysetPosition([], CohortMember.IdOf(cohortId, entityId));

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
        IEnumerable<PastMember> past = ended.Reverse().Select(PastMember.Of);
        return current is null ? [.. past] : [PastMember.Of(current), .. past];
    }

    private const int MostPeriods = 100;

    private static Filter After(string? entityId) =>
        entityId is null
            ? Filter.Everything
            : new Filter.Condition("entity_id", FilterOperator.Gt, new FilterValue.Text(entityId));
}

/// <param name="AfterId">An entity id, exclusive; null from the start.</param>
public readonly record struct MemberPage(string? AfterId, int Limit);

/// <param name="LeftAt">Null while it is in.</param>
public sealed record PastMember(
    string EntityId,
    MemberSource Source,
    Instant JoinedAt,
    Instant? LeftAt
)
{
    public static PastMember Of(CohortMember member) =>
        new(member.EntityId, member.Source, member.JoinedAt, null);

    public static PastMember Of(MembershipPeriod period) =>
        new(period.EntityId, period.Source, period.JoinedAt, period.LeftAt);
}
