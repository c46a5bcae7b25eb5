using KoSales.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Flows.Stages;

/// <summary>The step of <see cref="StageFlow"/>; it may come twice.</summary>
public sealed class StageFlowActivities(StageReconciler reconciler, DurableClients clients)
{
    [Function(nameof(ReconcileStage))]
    public Task<StageReconciled> ReconcileStage(
        [ActivityTrigger] StageVisitRun visit,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return reconciler.ReconcileAsync(visit.PipelineId, visit.Visit, cancellationToken);
    }
}
