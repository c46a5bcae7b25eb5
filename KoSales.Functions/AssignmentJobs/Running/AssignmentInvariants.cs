using System.Runtime.CompilerServices;
using KoSales.Domain.AssignmentJobs;
using KoSales.Domain.Jobs;
using KoSales.Domain.Loads;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Walks all jobs and loads and says what is not as it must be: results add up, and nothing is
/// reserved but what running jobs have planned.</summary>
public sealed class AssignmentInvariants(IDocumentStore store) : IInvariant
{
    public string Name => "assignment_jobs";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Dictionary<string, long> promised = [];
        var jobs = store.StreamAsync(
            CohortAssignmentJob.Collection,
            Filter.Everything,
            cancellationToken
        );
        await foreach (var job in jobs)
        {
            foreach (var detail in Faults(job))
                yield return new Violation(Name, job.Key, detail);
            AddPromises(promised, job);
        }

        var loads = store.StreamAsync(AgentLoads.Collection, Filter.Everything, cancellationToken);
        await foreach (var load in loads)
        {
            var planned = promised.GetValueOrDefault(load.Id);
            if (load.Reserved != planned)
                yield return new Violation(
                    Name,
                    load.Id,
                    $"{load.Reserved} are reserved, running jobs have planned {planned}"
                );
        }
    }

    private static void AddPromises(Dictionary<string, long> promised, CohortAssignmentJob job)
    {
        foreach (var (place, agent) in job.Agents.Index())
            promised[agent.AgentId] =
                promised.GetValueOrDefault(agent.AgentId)
                + job.Reserved.GetValueOrDefault(CohortAssignmentJob.KeyOf(place));
    }

    private static IEnumerable<string> Faults(CohortAssignmentJob job)
    {
        var settled = job.Assigned + job.Failed + job.Skipped.Values.Sum();
        if (job.Processed != settled)
            yield return $"{job.Processed} are processed, its results add up to {settled}";
        var given = job.Given.Values.Sum();
        if (job.Assigned != given)
            yield return $"{job.Assigned} are assigned, its agents were given {given}";
        if (job.HasEnded && job.Reserved.Values.Any(r => r != 0))
            yield return "it has ended and still reserves";
        if (IsWhole(job) && job.Total != job.Processed)
            yield return $"it is completed with {job.Processed} of {job.Total}";
    }

    private static bool IsWhole(CohortAssignmentJob job) =>
        job is { DryRun: false, Status: JobStatus.Completed or JobStatus.CompletedWithErrors };
}
