using System.Runtime.CompilerServices;
using System.Text;
using KoSales.Domain.Cohorts;
using KoSales.Domain.Filters.Dates;
using KoSales.Domain.Rules;
using KoSales.Functions.Rules;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>What a scan saw of a stretch of the entity set, in id order.</summary>
/// <param name="Members">Entities that the cohort holds or should hold, with why.</param>
/// <param name="Seen">Documents looked at.</param>
/// <param name="Last">Everything up to this entity id is settled by this stretch; null: to the end.</param>
internal sealed record CohortStretch(IReadOnlyList<ScannedEntity> Members, int Seen, string? Last)
{
    /// <summary>By which the store said who matches; null where documents were read.</summary>
    public Filter? Matches { get; init; }
}

/// <param name="Stored">By what it is a member now; null when it is none.</param>
internal readonly record struct ScannedEntity(
    string EntityId,
    MemberSource? Stored,
    Standing Standing,
    ReevaluationState Reevaluation
)
{
    public bool Differs =>
        Stored is not null != Standing.IsMember
        || (Stored is { } source && source != Standing.Source);

    public bool NeedsWriting => Differs || Reevaluation == ReevaluationState.Wrong;

    /// <summary>It is a member, is to be one, or is scheduled wrongly.</summary>
    public bool Concerns =>
        Stored is not null || Standing.IsMember || Reevaluation == ReevaluationState.Wrong;

    /// <summary>Nothing but a change that nobody followed explains the difference.</summary>
    public bool IsDrift => Differs && Reevaluation != ReevaluationState.Due;
}

/// <summary>What an entity's scheduled re-evaluation is.</summary>
internal enum ReevaluationState
{
    Right,

    /// <summary>The sweep will see to it, and to what it means.</summary>
    Due,
    Wrong,
}

/// <summary>Walks through all entities of a cohort's kind beside its rows, both in id order, without
/// writing. The next stretch is read while one is compared.</summary>
/// <remarks>Where the store can answer the rule by itself, ids are all that is read.</remarks>
internal sealed class CohortScan(IDocumentStore store, RuleEngine rules, LiveCohort cohort)
{
    private const int StretchSize = 2_000;
    private const int IdStretchSize = 10_000;
    private static readonly Standing InByRule = new(true, MemberSource.Rule);

    /// <param name="afterId">An entity id, exclusive.</param>
    public IAsyncEnumerable<CohortStretch> StretchesAsync(
        string? afterId,
        Func<Instant> now,
        CancellationToken cancellationToken
    )
    {
        var entity = rules.Of(cohort.Cohort.Entity);
        var candidates = Candidates(now());
        var wanted = Filter.AllOf(entity.Alive, candidates.Filter);
        if (candidates.IsExact)
        {
            var ids = store.StreamIdsAsync(entity.Collection, wanted, afterId, cancellationToken);
            var overIds = new Walk<string>(IdStretchSize, id => id, IdComparison(wanted), afterId);
            return WalkAsync(ids, overIds, now, cancellationToken);
        }

        var documents = store.StreamAsync(entity.Collection, wanted, afterId, cancellationToken);
        var overAll = new Walk<RawDocument>(StretchSize, d => d.Id, CompareAsync, afterId);
        return WalkAsync(documents, overAll, now, cancellationToken);
    }

    private static async IAsyncEnumerable<CohortStretch> WalkAsync<T>(
        IAsyncEnumerable<T> source,
        Walk<T> walk,
        Func<Instant> now,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var items = source.GetAsyncEnumerator(cancellationToken);
        var (next, afterId) = (ReadAsync(items, walk.Size), walk.AfterId);
        try
        {
            for (var isLast = false; !isLast; )
            {
                var chunk = await next;
                isLast = chunk.Count < walk.Size;
                if (!isLast)
                    next = ReadAsync(items, walk.Size);
                var range = new EntityRange(afterId, isLast ? null : walk.IdOf(chunk[^1]));
                yield return await walk.Compare(chunk, range, now(), cancellationToken);
                afterId = range.Last;
            }
        }
        finally
        {
            // The reading ahead ends before what it reads from is closed.
            await Task.WhenAny(next);
        }
    }

    /// <summary>The documents that may match now or, where time plays a part, some day; and whether they
    /// are the members, no more and no fewer.</summary>
    private RulePushdown Candidates(Instant now)
    {
        var pinned = Filter.In("id", cohort.Pinned);
        if (cohort.Rule is not { } rule)
            return new RulePushdown(pinned, IsExact: false);
        var wanted = rule.IsTimed
            ? new RulePushdown(RulePushdown.AtAnyTime(rule), IsExact: false)
            : RulePushdown.Of(rule, now);
        return cohort.Pinned.Count == 0
            ? wanted
            : new RulePushdown(Filter.AnyOf(wanted.Filter, pinned), IsExact: false);
    }

    private Comparison<string> IdComparison(Filter matches) =>
        async (chunk, range, _, cancellationToken) =>
            await CompareIdsAsync(chunk, range, cancellationToken) with
            {
                Matches = matches,
            };

    private async Task<CohortStretch> CompareIdsAsync(
        IReadOnlyList<string> chunk,
        EntityRange range,
        CancellationToken cancellationToken
    )
    {
        var stored = await StoredAsync(range, cancellationToken);
        List<ScannedEntity> members = new(chunk.Count);
        foreach (var id in chunk)
        {
            MemberSource? before = stored.Remove(id) ? MemberSource.Rule : null;
            members.Add(new ScannedEntity(id, before, InByRule, ReevaluationState.Right));
        }

        members.AddRange(WithoutEntity(stored));
        return new CohortStretch(members, chunk.Count, range.Last);
    }

    /// <summary>What rows are left when all candidates have been compared with theirs.</summary>
    private static IEnumerable<ScannedEntity> WithoutEntity(
        Dictionary<string, MemberSource> stored
    ) =>
        stored.Select(row => new ScannedEntity(
            row.Key,
            row.Value,
            Standing.Out,
            ReevaluationState.Right
        ));

    private async Task<CohortStretch> CompareAsync(
        IReadOnlyList<RawDocument> chunk,
        EntityRange range,
        Instant now,
        CancellationToken cancellationToken
    )
    {
        var stored = await StoredAsync(range, cancellationToken);
        var scheduled = cohort.MayChangeByTime
            ? await RowsAsync(CohortReevaluation.Collection, range, cancellationToken)
            : [];
        var (clock, nowText) = (new FilterClock(now), InstantConverter.Write(now));
        List<ScannedEntity> members = [];
        foreach (var subject in await SubjectsAsync(chunk, cancellationToken))
        {
            var (standing, wanted) = cohort.Judge(subject, clock);
            MemberSource? before = stored.Remove(subject.Id, out var source) ? source : null;
            var reevaluation = StateOf(scheduled, subject.Id, wanted, nowText);
            var seen = new ScannedEntity(subject.Id, before, standing, reevaluation);
            if (seen.Concerns)
                members.Add(seen);
        }

        members.AddRange(WithoutEntity(stored));
        return new CohortStretch(members, chunk.Count, range.Last);
    }

    private ValueTask<IReadOnlyList<RuleSubject>> SubjectsAsync(
        IReadOnlyList<RawDocument> chunk,
        CancellationToken cancellationToken
    )
    {
        var plan = cohort.Rule is { } rule ? RulePlan.Of(rule) : RulePlan.Of();
        return rules.SubjectsAsync(cohort.Cohort.Entity, plan, chunk, cancellationToken);
    }

    // The rows are not read whole: of hundreds of thousands, hardly one differs. Text order is time order.
    private static MemberSource SourceOf(RawDocument row) =>
        row.Json.Span.IndexOf("\"source\":\"manual\""u8) >= 0
            ? MemberSource.Manual
            : MemberSource.Rule;

    private ReevaluationState StateOf(
        Dictionary<string, RawDocument> scheduled,
        string entityId,
        Instant? wanted,
        string now
    )
    {
        if (!cohort.MayChangeByTime)
            return ReevaluationState.Right;
        if (!scheduled.TryGetValue(entityId, out var row))
            return wanted is null ? ReevaluationState.Right : ReevaluationState.Wrong;
        var stored = Encoding.UTF8.GetString(JsonScan.Find(row.Json.Span, "flip_at"u8)[1..^1]);
        if (wanted is { } at && stored == InstantConverter.Write(at))
            return ReevaluationState.Right;
        return string.CompareOrdinal(stored, now) <= 0
            ? ReevaluationState.Due
            : ReevaluationState.Wrong;
    }

    /// <summary>By what the entities of the range are members; by the rule where nothing is pinned, which
    /// takes the ids alone.</summary>
    private async Task<Dictionary<string, MemberSource>> StoredAsync(
        EntityRange range,
        CancellationToken cancellationToken
    )
    {
        if (cohort.Pinned.Count > 0)
            return (
                await RowsAsync(CohortMember.Collection, range, cancellationToken)
            ).ToDictionary(row => row.Key, row => SourceOf(row.Value), StringComparer.Ordinal);
        Dictionary<string, MemberSource> stored = new(StringComparer.Ordinal);
        var (wanted, after) = Rows(range);
        await foreach (
            var row in store.StreamIdsAsync(
                CohortMember.Collection,
                wanted,
                after,
                cancellationToken
            )
        )
            stored.Add(CohortMember.EntityOf(row), MemberSource.Rule);
        return stored;
    }

    /// <summary>Rows of the range by entity.</summary>
    private async Task<Dictionary<string, RawDocument>> RowsAsync(
        Collection collection,
        EntityRange range,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, RawDocument> rows = new(StringComparer.Ordinal);
        var (wanted, after) = Rows(range);
        await foreach (var raw in store.StreamAsync(collection, wanted, after, cancellationToken))
            rows.Add(CohortMember.EntityOf(raw.Id), raw);
        return rows;
    }

    private (Filter Wanted, string? After) Rows(EntityRange range)
    {
        var upTo = range.Last is { } last
            ? new Filter.Condition(
                "id",
                FilterOperator.Lte,
                new FilterValue.Text(CohortMember.IdOf(cohort.Id, last))
            )
            : Filter.Everything;
        return (
            Filter.AllOf(CohortMember.Of(cohort.Id), upTo),
            range.After is { } id ? CohortMember.IdOf(cohort.Id, id) : null
        );
    }

    private static Task<List<T>> ReadAsync<T>(IAsyncEnumerator<T> items, int size) =>
        Task.Run(async () =>
        {
            List<T> chunk = new(size);
            while (chunk.Count < size && await items.MoveNextAsync())
                chunk.Add(items.Current);
            return chunk;
        });

    private delegate Task<CohortStretch> Comparison<T>(
        IReadOnlyList<T> chunk,
        EntityRange range,
        Instant now,
        CancellationToken cancellationToken
    );

    /// <param name="After">An entity id, exclusive; null from the start.</param>
    /// <param name="Last">An entity id, inclusive; null to the end.</param>
    private readonly record struct EntityRange(string? After, string? Last);

    private sealed record Walk<T>(
        int Size,
        Func<T, string> IdOf,
        Comparison<T> Compare,
        string? AfterId
    );
}
