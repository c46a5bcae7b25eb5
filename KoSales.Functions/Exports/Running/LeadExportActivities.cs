using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Exports.Running;

/// <summary>The steps of <see cref="LeadExportOrchestration"/>; each may come twice.</summary>
public sealed class LeadExportActivities(ExportParts parts, ExportEnd end, JobDesk jobs)
{
    [Function(nameof(LeadExportPart))]
    public Task<ExportStep> LeadExportPart(
        [ActivityTrigger] ExportPartRef part,
        CancellationToken cancellationToken
    ) => parts.RunAsync(part.JobId, part.Number, cancellationToken);

    [Function(nameof(LeadExportAsk))]
    public async Task<JobDirective> LeadExportAsk(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => (await jobs.FindAsync(jobId, cancellationToken)).Directive;

    [Function(nameof(LeadExportFinish))]
    public Task LeadExportFinish(
        [ActivityTrigger] ExportEnding ending,
        CancellationToken cancellationToken
    ) => end.FinishAsync(ending, cancellationToken);
}
