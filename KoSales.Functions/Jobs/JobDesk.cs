using KoSales.Domain.Jobs;
using KoSales.Functions.Writing;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>Imports, exports, migrations and evaluations: what people ask of them, and what their
/// orchestrations report.</summary>
public sealed class JobDesk(IDocumentStore store, Items items, Commits commits)
    : JobLedger<Job>(JobList.Spec, Job.Collection, store, items, commits)
{
    private const int FirstFaults = 20;

    private readonly IDocumentStore _store = store;

    /// <summary>The end that the counts call for, with the first faults for whoever only looks at the
    /// job.</summary>
    public async Task<Job> FinishAsync(string id, Instant now, CancellationToken cancellationToken)
    {
        var faults = new List<RowFault>();
        await foreach (var chunk in FaultyChunksAsync(JobId.Of(id), cancellationToken))
        {
            faults.AddRange(chunk.Faults.Take(FirstFaults - faults.Count));
            if (faults.Count == FirstFaults)
                break;
        }

        var first = faults.Count > 0 ? faults : null;
        return await AdvanceAsync(
            id,
            job => job.HasEnded ? job : job.Finish(now) with { FirstErrors = first },
            cancellationToken
        );
    }

    /// <summary>The chunks in which rows failed, in file order.</summary>
    public IAsyncEnumerable<JobChunk> FaultyChunksAsync(
        JobId job,
        CancellationToken cancellationToken
    ) =>
        _store.StreamAsync(
            JobChunk.Collection,
            Filter.AllOf(
                Filter.Eq("job_id", job.Value),
                new Filter.Condition("failed", FilterOperator.Gt, new FilterValue.Number(0))
            ),
            cancellationToken
        );

    protected override Fault Busy(string id) => Fault.Busy("job.busy", $"The job {id}");
}
