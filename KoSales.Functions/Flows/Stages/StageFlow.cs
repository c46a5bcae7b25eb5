using KoSales.Functions.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Flows.Stages;

/// <summary>A stage visit, and when its flow has something to decide if nothing happens before.</summary>
/// <param name="NextCheckAt">UTC; null when only an event can change anything.</param>
public sealed record StageVisitRun(string PipelineId, int Visit, DateTime? NextCheckAt);

/// <param name="IsOver">The visit has ended.</param>
/// <param name="NextCheckAt">As in <see cref="StageVisitRun"/>.</param>
public sealed record StageReconciled(bool IsOver, DateTime? NextCheckAt);

/// <summary>What an event says: the task that it is about, or nothing. Only that something happened counts;
/// what it was is read from the store.</summary>
public sealed record StageSignal(string? TaskId);

/// <summary>
/// The run of a task plan over one stage visit, instance <c>{pipeline_id}.{visit}</c>: wait for an event or
/// the next instant at which something falls due, then
/// reconcile, and so on until the stage is left. Whatever it does is decided from the store, so that events
/// may come twice, early or late.
/// </summary>
public static class StageFlow
{
    public const string TaskClosed = nameof(TaskClosed);
    public const string SlaBreached = nameof(SlaBreached);
    public const string StageLeft = nameof(StageLeft);
    public const string Retry = nameof(Retry);

    /// <summary>After so many rounds the history begins afresh.</summary>
    public const int RoundsPerGeneration = 20;

    private static readonly string[] Wakers = [TaskClosed, SlaBreached, Retry];

    private static readonly TaskOptions Patience = WorkRetries.OfStages;

    [Function(nameof(StageFlow))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        StageVisitRun run
    )
    {
        // One waiter per name over all rounds: a waiter given up would still take the next event, and lose it.
        var left = context.WaitForExternalEvent<StageSignal?>(StageLeft);
        var waiting = Array.ConvertAll(
            Wakers,
            name => context.WaitForExternalEvent<StageSignal?>(name)
        );
        var next = run.NextCheckAt;
        for (var round = 0; round < RoundsPerGeneration; round++)
        {
            await NextAsync(context, left, waiting, next);
            if (left.IsCompleted)
                return;
            Renew(context, waiting);
            var visit = run with { NextCheckAt = null };
            var reconciled = await context.CallActivityAsync<StageReconciled>(
                nameof(StageFlowActivities.ReconcileStage),
                visit,
                Patience
            );
            if (reconciled.IsOver || left.IsCompleted)
                return;
            next = reconciled.NextCheckAt;
        }

        var hasMore = waiting.Any(w => w.IsCompleted);
        context.ContinueAsNew(
            run with
            {
                NextCheckAt = hasMore ? context.CurrentUtcDateTime : next,
            }
        );
    }

    private static async Task NextAsync(
        TaskOrchestrationContext context,
        Task left,
        Task[] waiting,
        DateTime? next
    )
    {
        Task[] events = [left, .. waiting];
        if (next <= context.CurrentUtcDateTime || events.Any(e => e.IsCompleted))
            return;
        if (next is not { } at)
        {
            await Task.WhenAny(events);
            return;
        }

        using var enough = new CancellationTokenSource();
        await Task.WhenAny([context.CreateTimer(at, enough.Token), .. events]);
#pragma warning disable CA1849 // An asynchronous cancel would leave the orchestrator's thread.
        enough.Cancel();
#pragma warning restore CA1849
    }

    /// <summary>Waits afresh for the names that came, past all that have come by now: one look at the store
    /// answers them together.</summary>
    private static void Renew(TaskOrchestrationContext context, Task<StageSignal?>[] waiting)
    {
        for (var i = 0; i < waiting.Length; i++)
        {
            while (waiting[i].IsCompleted)
                waiting[i] = context.WaitForExternalEvent<StageSignal?>(Wakers[i]);
        }
    }
}

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
