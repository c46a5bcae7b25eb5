using System.Runtime.CompilerServices;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Loads;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <param name="Id">Of a job or an agent.</param>
public sealed record AssignmentViolation(string Id, string Detail);

/// <summary>Walks all jobs and loads and says what is not as it must be: results add up, and nothing is
/// reserved but what running jobs have planned.</summary>
public sealed class AssignmentInvariants(IDocumentStore store)
{
    public async IAsyncEnumerable<AssignmentViolation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Dictionary<string, long> promised = [];
        await foreach (
            var job in store.StreamAsync(
                CohortAssignmentJob.Collection,
                Filter.Everything,
                cancellationToken
            )
        )
        {
            foreach (var detail in Faults(job))
                yield return new AssignmentViolation(job.Key, detail);
            for (var i = 0; i < job.Agents.Count; i++)
                promised[job.Agents[i].AgentId] =
                    promised.GetValueOrDefault(job.Agents[i].AgentId)
                    + job.Reserved.GetValueOrDefault(CohortAssignmentJob.KeyOf(i));
        }

        await foreach (
            var load in store.StreamAsync(
                AgentLoads.Collection,
                Filter.Everything,
                cancellationToken
            )
        )
        {
            if (load.Reserved != promised.GetValueOrDefault(load.Id))
                yield return new AssignmentViolation(
                    load.Id,
                    $"{load.Reserved} are reserved, running jobs have planned {promised.GetValueOrDefault(load.Id)}"
                );
        }
    }

    private static IEnumerable<string> Faults(CohortAssignmentJob job)
    {
        var settled = job.Assigned + job.Failed + job.Skipped.Values.Sum();
        if (job.Processed != settled)
            yield return $"{job.Processed} are processed, its results add up to {settled}";
        if (job.Assigned != job.Given.Values.Sum())
            yield return $"{job.Assigned} are assigned, its agents were given {job.Given.Values.Sum()}";
        if (job.HasEnded && job.Reserved.Values.Any(r => r != 0))
            yield return "it has ended and still reserves";
        var isWhole =
            job is { DryRun: false, Status: JobStatus.Completed or JobStatus.CompletedWithErrors };
        if (isWhole && job.Total != job.Processed)
            yield return $"it is completed with {job.Processed} of {job.Total}";
    }
}
