using KoSales.Domain.Jobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <param name="Step">The activity that failed for good.</param>
public sealed record AssignmentFailure(string JobId, string Step);

/// <summary>The steps of <see cref="CohortAssignment"/>; each may come twice.</summary>
public sealed class AssignmentActivities(
    AssignmentPlanning planning,
    AssignmentBatches batches,
    AssignmentEnd end,
    AssignmentUndoing undoing,
    AssignmentLedger ledger,
    DurableClients clients
)
{
    [Function(nameof(AssignmentPlan))]
    public Task<AssignmentSpan> AssignmentPlan(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => planning.PlanAsync(jobId, cancellationToken);

    [Function(nameof(AssignmentBatchRun))]
    public Task<JobDirective> AssignmentBatchRun(
        [ActivityTrigger] BatchRef batch,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return batches.RunAsync(batch.JobId, batch.Number, cancellationToken);
    }

    [Function(nameof(AssignmentBatchFail))]
    public Task<JobDirective> AssignmentBatchFail(
        [ActivityTrigger] BatchRef batch,
        CancellationToken cancellationToken
    ) => batches.FailAsync(batch.JobId, batch.Number, cancellationToken);

    [Function(nameof(AssignmentAsk))]
    public async Task<JobDirective> AssignmentAsk(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => (await ledger.FindAsync(jobId, cancellationToken)).Directive;

    [Function(nameof(AssignmentFinish))]
    public Task AssignmentFinish(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => end.FinishAsync(jobId, cancellationToken);

    [Function(nameof(AssignmentFail))]
    public Task AssignmentFail(
        [ActivityTrigger] AssignmentFailure failure,
        CancellationToken cancellationToken
    ) =>
        end.FailAsync(
            failure.JobId,
            $"{failure.Step} failed again and again; what was given stays given.",
            cancellationToken
        );

    [Function(nameof(AssignmentUndoStart))]
    public Task<AssignmentSpan> AssignmentUndoStart(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => undoing.SpanAsync(jobId, cancellationToken);

    [Function(nameof(AssignmentUndoBatch))]
    public Task AssignmentUndoBatch(
        [ActivityTrigger] BatchRef batch,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return undoing.RunAsync(batch.JobId, batch.Number, cancellationToken);
    }

    [Function(nameof(AssignmentUndoFail))]
    public Task AssignmentUndoFail(
        [ActivityTrigger] BatchRef batch,
        CancellationToken cancellationToken
    ) => undoing.FailAsync(batch.JobId, batch.Number, cancellationToken);

    [Function(nameof(AssignmentUndoFinish))]
    public Task AssignmentUndoFinish(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => undoing.FinishAsync(jobId, cancellationToken);
}
