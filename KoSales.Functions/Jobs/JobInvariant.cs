using System.Runtime.CompilerServices;
using KoSales.Domain.Jobs;
using KoSales.Functions.Invariants;

namespace KoSales.Functions.Jobs;

/// <summary>The results of a job add up to what it has processed, and to all of it once it is
/// completed.</summary>
public sealed class JobInvariant(IDocumentStore store) : IInvariant
{
    public string Name => "jobs";

    public async IAsyncEnumerable<Violation> CheckAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var jobs = store.StreamAsync(Job.Collection, Filter.Everything, cancellationToken);
        await foreach (var job in jobs)
        {
            foreach (var detail in FaultsOf(job))
                yield return new Violation(Name, job.Key, detail);
        }
    }

    private static IEnumerable<string> FaultsOf(Job job)
    {
        var settled = job.Succeeded + job.Failed + job.Skipped;
        if (job.Processed != settled)
            yield return $"{job.Processed} are processed, its results add up to {settled}";
        var isWhole = job.Status is JobStatus.Completed or JobStatus.CompletedWithErrors;
        if (isWhole && job.Total != job.Processed)
            yield return $"it is completed with {job.Processed} of {job.Total}";
    }
}
