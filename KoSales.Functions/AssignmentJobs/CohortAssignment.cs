using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>Where a job is: ids and numbers only.</summary>
/// <param name="Rest">Batches not begun yet; null before the plan.</param>
public sealed record AssignmentRun(string JobId, IReadOnlyList<AssignmentSpan>? Rest = null);

/// <summary>How a group of batches ended.</summary>
/// <param name="Rest">What it did not begin; null for nothing.</param>
public sealed record GroupEnd(JobWish Wish, AssignmentSpan? Rest);

public sealed record BatchRef(string JobId, int Number);

/// <summary>Shown as the instance's custom status.</summary>
public sealed record AssignmentProgress(string Phase, int BatchesBegun);

/// <summary>Plan once, then groups of batches, a few at a time; pause and cancel take effect between
/// batches. Instance id: job and round.</summary>
public static class CohortAssignment
{
    /// <summary>Batches per sub-orchestration.</summary>
    public const int PerGroup = 50;

    private const int GroupsAtOnce = 2;
    private const int BatchesAtOnce = 2;
    private const int GroupsPerGeneration = 40;

    private static readonly TaskOptions Retry = WorkRetries.OfJobs;

    [Function(nameof(CohortAssignment))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        AssignmentRun run
    )
    {
        try
        {
            if (await AdvanceAsync(context, run) is { } rest)
                context.ContinueAsNew(rest);
            else
                await context.CallActivityAsync(
                    nameof(AssignmentActivities.AssignmentFinish),
                    run.JobId,
                    Retry
                );
        }
        catch (TaskFailedException failure)
        {
            await context.CallActivityAsync(
                nameof(AssignmentActivities.AssignmentFail),
                new AssignmentFailure(run.JobId, failure.TaskName),
                Retry
            );
        }
    }

    /// <summary>Batches of one group, a few at a time.</summary>
    [Function(nameof(CohortAssignmentGroup))]
    public static async Task<GroupEnd> CohortAssignmentGroup(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        AssignmentSpan span
    )
    {
        var (next, wish) = (span.From, JobWish.Run);
        var underWay = new List<Task<JobWish>>();
        while ((wish == JobWish.Run && next < span.To) || underWay.Count > 0)
        {
            while (wish == JobWish.Run && next < span.To && underWay.Count < BatchesAtOnce)
                underWay.Add(BatchAsync(context, new BatchRef(span.JobId, next++)));
            var done = await Task.WhenAny(underWay);
            underWay.Remove(done);
            wish = await done;
        }

        return new GroupEnd(wish, next < span.To ? span with { From = next } : null);
    }

    /// <summary>The way back: every batch, in order.</summary>
    [Function(nameof(CohortAssignmentUndo))]
    public static async Task CohortAssignmentUndo(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        AssignmentRun run
    )
    {
        var span = run.Rest is [var rest]
            ? rest
            : await context.CallActivityAsync<AssignmentSpan>(
                nameof(AssignmentActivities.AssignmentUndoStart),
                run.JobId,
                Retry
            );
        var end = Math.Min(span.To, span.From + PerGroup);
        for (var number = span.From; number < end; number++)
            await UndoAsync(context, new BatchRef(run.JobId, number));
        if (end < span.To)
            context.ContinueAsNew(run with { Rest = [span with { From = end }] });
        else
            await context.CallActivityAsync(
                nameof(AssignmentActivities.AssignmentUndoFinish),
                run.JobId,
                Retry
            );
    }

    /// <returns>Where the next generation goes on, or null when nothing is left to be begun.</returns>
    private static async Task<AssignmentRun?> AdvanceAsync(
        TaskOrchestrationContext context,
        AssignmentRun run
    )
    {
        var waiting = new Queue<AssignmentSpan>(
            run.Rest ?? Groups(await PlanAsync(context, run.JobId))
        );
        var underWay = new List<Task<GroupEnd>>();
        var (begun, wish) = (0, JobWish.Run);
        while (
            wish != JobWish.Stop
            && (underWay.Count > 0 || (waiting.Count > 0 && begun < GroupsPerGeneration))
        )
        {
            while (
                wish == JobWish.Run
                && waiting.Count > 0
                && underWay.Count < GroupsAtOnce
                && begun < GroupsPerGeneration
            )
            {
                begun++;
                underWay.Add(
                    context.CallSubOrchestratorAsync<GroupEnd>(
                        nameof(CohortAssignmentGroup),
                        waiting.Dequeue()
                    )
                );
            }

            context.SetCustomStatus(
                new AssignmentProgress(
                    wish == JobWish.Pause ? "paused" : "running",
                    begun * PerGroup
                )
            );
            wish =
                underWay.Count > 0
                    ? await NextOfAsync(underWay, waiting)
                    : await WaitAsync(context, run.JobId);
        }

        foreach (var group in await Task.WhenAll(underWay))
            Return(group, waiting);
        return wish != JobWish.Stop && waiting.Count > 0 ? run with { Rest = [.. waiting] } : null;
    }

    private static Task<AssignmentSpan> PlanAsync(TaskOrchestrationContext context, string jobId)
    {
        context.SetCustomStatus(new AssignmentProgress("planning", 0));
        return context.CallActivityAsync<AssignmentSpan>(
            nameof(AssignmentActivities.AssignmentPlan),
            jobId,
            Retry
        );
    }

    private static IEnumerable<AssignmentSpan> Groups(AssignmentSpan span)
    {
        for (var from = span.From; from < span.To; from += PerGroup)
            yield return span with
            {
                From = from,
                To = Math.Min(span.To, from + PerGroup),
            };
    }

    private static async Task<JobWish> NextOfAsync(
        List<Task<GroupEnd>> underWay,
        Queue<AssignmentSpan> waiting
    )
    {
        var done = await Task.WhenAny(underWay);
        underWay.Remove(done);
        var end = await done;
        Return(end, waiting);
        return end.Wish;
    }

    private static void Return(GroupEnd end, Queue<AssignmentSpan> waiting)
    {
        if (end.Rest is { } rest)
            waiting.Enqueue(rest);
    }

    private static async Task<JobWish> WaitAsync(TaskOrchestrationContext context, string jobId)
    {
        await JobPause.UntilWokenAsync(context);
        return await context.CallActivityAsync<JobWish>(
            nameof(AssignmentActivities.AssignmentAsk),
            jobId,
            Retry
        );
    }

    private static async Task<JobWish> BatchAsync(TaskOrchestrationContext context, BatchRef batch)
    {
        try
        {
            return await context.CallActivityAsync<JobWish>(
                nameof(AssignmentActivities.AssignmentBatchRun),
                batch,
                Retry
            );
        }
        catch (TaskFailedException)
        {
            return await context.CallActivityAsync<JobWish>(
                nameof(AssignmentActivities.AssignmentBatchFail),
                batch,
                Retry
            );
        }
    }

    private static async Task UndoAsync(TaskOrchestrationContext context, BatchRef batch)
    {
        try
        {
            await context.CallActivityAsync(
                nameof(AssignmentActivities.AssignmentUndoBatch),
                batch,
                Retry
            );
        }
        catch (TaskFailedException)
        {
            await context.CallActivityAsync(
                nameof(AssignmentActivities.AssignmentUndoFail),
                batch,
                Retry
            );
        }
    }
}
