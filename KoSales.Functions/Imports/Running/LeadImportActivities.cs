using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Imports.Running;

/// <param name="Step">The activity that failed for good.</param>
public sealed record ImportFailure(string JobId, string Step);

/// <summary>The steps of <see cref="LeadImportOrchestration"/>; each may come twice.</summary>
public sealed class LeadImportActivities(
    ImportScan scan,
    ImportChunks chunks,
    ImportEnd end,
    JobDesk jobs,
    DurableClients clients
)
{
    /// <returns>How many chunks there are; 0 also for a file that cannot be read, whose job has then
    /// failed.</returns>
    [Function(nameof(LeadImportScan))]
    public Task<int> LeadImportScan(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => scan.RunAsync(jobId, cancellationToken);

    [Function(nameof(LeadImportChunk))]
    public Task<JobDirective> LeadImportChunk(
        [ActivityTrigger] ImportChunkRef chunk,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return chunks.RunAsync(chunk.JobId, chunk.Number, cancellationToken);
    }

    [Function(nameof(LeadImportAsk))]
    public async Task<JobDirective> LeadImportAsk(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => (await jobs.FindAsync(jobId, cancellationToken)).Directive;

    [Function(nameof(LeadImportFinish))]
    public Task LeadImportFinish(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => end.FinishAsync(jobId, cancellationToken);

    [Function(nameof(LeadImportFail))]
    public Task LeadImportFail(
        [ActivityTrigger] ImportFailure failure,
        CancellationToken cancellationToken
    ) =>
        end.FailAsync(
            failure.JobId,
            $"{failure.Step} failed again and again; what was imported stays imported.",
            cancellationToken
        );
}
