using System.Runtime.CompilerServices;
using KoSales.Domain.Jobs;
using KoSales.Domain.Pipelines.Migration;
using KoSales.Functions.Jobs;

namespace KoSales.Functions.Pipelines.Migration;

/// <summary>The pipelines that a migration left where they were, since what they are about refused.</summary>
internal sealed class MigrationFaults(IDocumentStore store) : IJobFaults
{
    private const string Detail =
        "What the pipeline is about does not take the new stage; mend that, and migrate again.";

    public JobKind Kind => JobKind.PipelineMigration;

    public async IAsyncEnumerable<JobFault> OfAsync(
        JobId job,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var refusal in store.StreamAsync(
                MigrationRefusals.Collection,
                Filter.Eq("job_id", job.Value),
                cancellationToken
            )
        )
        {
            foreach (var code in refusal.Codes)
                yield return new JobFault(null, null, refusal.PipelineId, code, Detail);
        }
    }
}
