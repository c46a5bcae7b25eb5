using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Jobs;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>Starts the orchestrations of assignment jobs. Each round of a job, and its undo, has an instance
/// with an id of its own.</summary>
public sealed class AssignmentStarts(
    IDocumentStore store,
    AssignmentEnd end,
    TimeProvider time,
    ILogger<AssignmentStarts> log
) : JobStarter<CohortAssignmentJob>(store, CohortAssignmentJob.Collection, time, log)
{
    protected override Filter Waiting => Filter.Present("waiting_since");

    protected override string WaitingSince => "waiting_since";

    protected override Filter Cancelling => CohortAssignmentJob.Cancelling;

    protected override JobInstance InstanceOf(CohortAssignmentJob job)
    {
        var run = new AssignmentRun(job.Id.Value);
        return job.Undo is { } undo
            ? new JobInstance(undo.InstanceId, nameof(CohortAssignment.CohortAssignmentUndo), run)
            : new JobInstance(job.InstanceId!, nameof(CohortAssignment), run);
    }

    protected override Task EndAsync(
        CohortAssignmentJob job,
        CancellationToken cancellationToken
    ) => end.FinishAsync(job.Key, cancellationToken);
}
