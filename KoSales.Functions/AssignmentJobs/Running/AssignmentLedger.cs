using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Reads and writes assignment jobs on behalf of those who carry them out.</summary>
public sealed class AssignmentLedger(IDocumentStore store)
{
    private const int Attempts = 50;

    public async ValueTask<CohortAssignmentJob> FindAsync(
        string id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(CohortAssignmentJob.Collection, id, cancellationToken)
        ?? throw new InvalidOperationException($"there is no assignment job {id}");

    public async ValueTask<AssignmentBatch> BatchAsync(
        CohortAssignmentJob job,
        int number,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(
            AssignmentBatch.Collection,
            AssignmentBatch.IdOf(job.Id, number),
            cancellationToken
        ) ?? throw new InvalidOperationException($"job {job.Id} has no batch {number}");

    /// <summary>Moves a job, with what goes along in the same transaction. Not written when the move gives
    /// the same job back.</summary>
    public async Task<CohortAssignmentJob> AdvanceAsync(
        string id,
        Func<CohortAssignmentJob, CohortAssignmentJob> move,
        Action<WriteBatch, CohortAssignmentJob, CohortAssignmentJob>? along,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var job = await FindAsync(id, cancellationToken);
            var moved = move(job);
            if (ReferenceEquals(moved, job))
                return job;
            moved = moved with { Version = job.Version + 1 };
            var batch = new WriteBatch().Replace(CohortAssignmentJob.Collection, moved);
            along?.Invoke(batch, job, moved);
            if ((await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                return moved;
        }

        throw new StoreUnavailableException($"assignment job {id} changes too fast to be written");
    }

    /// <summary>Adds amounts to a job's counts in the transaction that they count. Batches at once do not
    /// disturb each other.</summary>
    public static void Count(
        WriteBatch batch,
        CohortAssignmentJob job,
        IReadOnlyDictionary<string, decimal> amounts,
        Command command
    ) =>
        batch.Patch(
            CohortAssignmentJob.Collection,
            Filter.Eq("id", job.Id.Value),
            new Patch(command.Now, "system")
            {
                Increment = amounts.Where(a => a.Value != 0).ToDictionary(),
            }
        );
}

internal static class AssignmentWishes
{
    extension(CohortAssignmentJob job)
    {
        public JobWish Wish =>
            job switch
            {
                { HasEnded: true } or { CancelRequestedAt: not null } => JobWish.Stop,
                { Status: JobStatus.Paused } => JobWish.Pause,
                _ => JobWish.Run,
            };
    }
}
