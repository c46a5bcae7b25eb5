using System.Runtime.CompilerServices;
using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.Cohorts.Members;

namespace KoSales.Functions.AssignmentJobs.Planning;

/// <summary>Where the records of a job come from, and which of them it may hand out.</summary>
public sealed class PlanSource(
    IDocumentStore store,
    CohortMembers members,
    IEnumerable<IPlanSubjects> subjects
)
{
    private const int PageSize = 1000;

    private readonly Dictionary<EntityKind, IPlanSubjects> _subjects = subjects.ToDictionary(s =>
        s.Kind
    );

    /// <summary>Kinds of records that are handed out.</summary>
    public IReadOnlyCollection<EntityKind> Kinds => _subjects.Keys;

    public bool Knows(EntityKind kind) => _subjects.ContainsKey(kind);

    public IPlanSubjects Of(EntityKind kind) => _subjects[kind];

    /// <summary>All records to be planned in this round, in id order.</summary>
    internal async Task<PlanLines> ReadAsync(
        CohortAssignmentJob job,
        CancellationToken cancellationToken
    )
    {
        var lines = new PlanLines();
        await foreach (var page in PagesAsync(job, cancellationToken))
        {
            lines.Members += page.Count;
            await TakeAsync(lines, job, page, cancellationToken);
        }

        for (var gone = job.Failed - lines.Members; job.Round > 1 && gone > 0; gone--)
            lines.Skip(AssignmentReasons.Absent);
        return lines;
    }

    private async ValueTask TakeAsync(
        PlanLines lines,
        CohortAssignmentJob job,
        IReadOnlyList<RawDocument> page,
        CancellationToken cancellationToken
    )
    {
        var kind = _subjects[job.Entity];
        List<PlanSubject> taken = new(page.Count);
        foreach (var subject in page.Select(kind.Read).OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            if (WhySkipped(job, kind, subject) is { } reason)
                lines.Skip(reason);
            else if (IsWanted(job, kind, subject))
                taken.Add(subject);
        }

        var known = job.Sticky
            ? await kind.KnownByAsync(
                taken,
                closedOnly: job.Scope != AssignmentScope.Unassigned,
                cancellationToken
            )
            : null;
        foreach (var subject in taken)
            lines.Add(subject, known?.GetValueOrDefault(subject.Id));
    }

    /// <summary>Null for what is planned, and for what was never in scope.</summary>
    private static string? WhySkipped(
        CohortAssignmentJob job,
        IPlanSubjects kind,
        PlanSubject subject
    )
    {
        if (IsWanted(job, kind, subject))
            return subject.IsOpen ? null : AssignmentReasons.NotOpen;
        // What failed before was in scope then, and stays in the count.
        return job.Round > 1 ? AssignmentReasons.Changed : null;
    }

    private static bool IsWanted(CohortAssignmentJob job, IPlanSubjects kind, PlanSubject subject)
    {
        if (!kind.Sees(job.Requester, subject.Holder))
            return false;
        return job.Scope switch
        {
            AssignmentScope.Unassigned => subject.Holder.OwnerId is null,
            AssignmentScope.OwnedBy => subject.Holder.OwnerId is { } owner
                && job.OwnedBy.Contains(owner),
            AssignmentScope.All => true,
        };
    }

    private IAsyncEnumerable<IReadOnlyList<RawDocument>> PagesAsync(
        CohortAssignmentJob job,
        CancellationToken cancellationToken
    )
    {
        if (job.Round > 1)
            return LoadedAsync(job, FailedAsync(job, cancellationToken), cancellationToken);
        return job.PortfolioOf is { } agent
            ? InPagesAsync(
                store.StreamAsync(
                    _subjects[job.Entity].Collection,
                    _subjects[job.Entity].PortfolioOf(agent),
                    null,
                    cancellationToken
                ),
                cancellationToken
            )
            : LoadedAsync(
                job,
                members.StreamAsync(job.CohortId!, null, cancellationToken),
                cancellationToken
            );
    }

    private async IAsyncEnumerable<string> FailedAsync(
        CohortAssignmentJob job,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        List<string> failed = [];
        await foreach (
            var raw in store.StreamAsync(
                AssignmentBatch.Collection,
                AssignmentBatch.Of(job.Id),
                null,
                cancellationToken
            )
        )
        {
            var batch = AssignmentBatch.Collection.Read(raw);
            if (!batch.Retried)
                failed.AddRange(batch.Faults.Select(f => f.EntityId));
        }

        foreach (var id in failed.Order(StringComparer.Ordinal))
            yield return id;
    }

    private async IAsyncEnumerable<IReadOnlyList<RawDocument>> LoadedAsync(
        CohortAssignmentJob job,
        IAsyncEnumerable<string> ids,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var page in InPagesAsync(ids, cancellationToken))
            yield return await store.GetManyAsync(
                _subjects[job.Entity].Collection,
                page,
                cancellationToken
            );
    }

    private static async IAsyncEnumerable<List<T>> InPagesAsync<T>(
        IAsyncEnumerable<T> items,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        List<T> page = new(PageSize);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            page.Add(item);
            if (page.Count < PageSize)
                continue;
            yield return page;
            page = new(PageSize);
        }

        if (page.Count > 0)
            yield return page;
    }
}

/// <summary>Why a record in scope was left alone. Short, since they are members of the job's
/// <c>skipped</c>.</summary>
internal static class AssignmentReasons
{
    public const string NotOpen = "not_open";
    public const string AlreadyOwner = "already_owner";
    public const string Changed = "changed";
    public const string Absent = "absent";
}
