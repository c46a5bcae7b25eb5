using KoSales.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

public sealed class CohortTimerFunctions(
    CohortReevaluations reevaluations,
    CohortKeeper keeper,
    DurableClients clients,
    TimeProvider time
)
{
    [Function("CohortWheel")]
    public async Task Turn(
        [TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        await reevaluations.RunAsync(cancellationToken);
        await keeper.LookAsync(cancellationToken);
    }

    /// <summary>02:30 where the company is. The instance's id is the day's, so that several hosts start
    /// one.</summary>
    [Function("CohortReconcile")]
    public async Task Reconcile(
        [TimerTrigger("0 0 21 * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var day = Instant.FromDateTimeOffset(time.GetUtcNow()).InUtc().Date;
        var instance = $"cohort-reconcile-{day.ToString("uuuu-MM-dd", null)}";
        if (await client.GetInstanceAsync(instance, cancellationToken) is not null)
            return;
        await client.ScheduleNewOrchestrationInstanceAsync(
            nameof(CohortReconcileOrchestration),
            new ReconcileRun(null),
            new StartOrchestrationOptions(instance),
            cancellationToken
        );
    }
}

/// <param name="After">The last cohort that is done.</param>
public sealed record ReconcileRun(string? After);

/// <summary>Evaluates all cohorts, one after the other, a generation each. What it finds is counted as
/// drift and mended.</summary>
public static class CohortReconcileOrchestration
{
    [Function(nameof(CohortReconcileOrchestration))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        ReconcileRun run
    )
    {
        var retry = WorkRetries.OfJobs;
        var cohort = await context.CallActivityAsync<string?>(
            nameof(CohortReconcileActivities.CohortReconcileNext),
            run,
            retry
        );
        if (cohort is null)
            return;
        EvaluationStep? step = new(cohort, null);
        while (step is not null)
            step = (
                await context.CallActivityAsync<EvaluationPage>(
                    nameof(CohortEvaluationActivities.CohortEvaluationPage),
                    step,
                    retry
                )
            ).Next;
        context.ContinueAsNew(new ReconcileRun(cohort));
    }
}

public sealed class CohortReconcileActivities(CohortCache cache, CohortReevaluations reevaluations)
{
    /// <summary>The next live cohort by id, or null. What is due is re-evaluated first, so that what time has
    /// changed does not count as drift.</summary>
    [Function(nameof(CohortReconcileNext))]
    public async Task<string?> CohortReconcileNext(
        [ActivityTrigger] ReconcileRun run,
        CancellationToken cancellationToken
    )
    {
        await reevaluations.RunAsync(cancellationToken);
        return (await cache.CurrentAsync(cancellationToken))
            .All.Where(c => c.IsLive)
            .Select(c => c.Key)
            .Order(StringComparer.Ordinal)
            .FirstOrDefault(id => string.CompareOrdinal(id, run.After) > 0);
    }
}
