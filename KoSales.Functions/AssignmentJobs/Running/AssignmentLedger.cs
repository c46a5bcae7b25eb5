using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.Jobs;
using KoSales.Functions.Writing;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Assignment jobs: what people ask of all jobs, and what those who carry them out
/// report.</summary>
public sealed class AssignmentLedger(IDocumentStore store, Items items, Commits commits)
    : JobLedger<CohortAssignmentJob>(
        AssignmentJobList.Spec,
        CohortAssignmentJob.Collection,
        store,
        items,
        commits
    )
{
    private readonly IDocumentStore _store = store;

    public async ValueTask<AssignmentBatch> BatchAsync(
        CohortAssignmentJob job,
        int number,
        CancellationToken cancellationToken
    ) =>
        await _store.FindAsync(
            AssignmentBatch.Collection,
            AssignmentBatch.IdOf(job.Id, number),
            cancellationToken
        ) ?? throw new InvalidOperationException($"job {job.Id} has no batch {number}");

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

    protected override Fault Busy(string id) =>
        Fault.Busy("assignment_job.busy", $"The assignment job {id}");
}
