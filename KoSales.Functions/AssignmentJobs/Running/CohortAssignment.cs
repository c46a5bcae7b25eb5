using System.Text.Json.Serialization;
using KoSales.Domain.Jobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Durable;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace KoSales.Functions.AssignmentJobs.Running;

/// <summary>Where a job is: ids and numbers only.</summary>
/// <param name="Rest">Batches not begun yet; null before the plan.</param>
public sealed record AssignmentRun(string JobId, IReadOnlyList<AssignmentSpan>? Rest = null);

/// <summary>How a group of batches ended.</summary>
/// <param name="Rest">What it did not begin; null for nothing.</param>
public sealed record GroupEnd(
    [property: JsonPropertyName("Wish")] JobDirective Directive,
    AssignmentSpan? Rest
);

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

    [Function(nameof(CohortAssignment))]
    public static Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        AssignmentRun run
    ) => new GroupLoop(context, run).RunAsync();

    /// <summary>Batches of one group, a few at a time.</summary>
    [Function(nameof(CohortAssignmentGroup))]
    public static async Task<GroupEnd> CohortAssignmentGroup(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        AssignmentSpan span
    )
    {
        var (next, directive) = (span.From, JobDirective.Run);
        var underWay = new List<Task<JobDirective>>();
        while ((directive == JobDirective.Run && next < span.To) || underWay.Count > 0)
        {
            while (
                directive == JobDirective.Run && next < span.To && underWay.Count < BatchesAtOnce
            )
                underWay.Add(BatchAsync(context, new BatchRef(span.JobId, next++)));
            var done = await Task.WhenAny(underWay);
            underWay.Remove(done);
            directive = await done;
        }

        return new GroupEnd(directive, next < span.To ? span with { From = next } : null);
    }

    /// <summary>The way back: every batch, in order.</summary>
    [Function(nameof(CohortAssignmentUndo))]
    public static Task CohortAssignmentUndo(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        AssignmentRun run
    ) => new UndoLoop(context, run).RunAsync();

    private static async Task<JobDirective> BatchAsync(
        TaskOrchestrationContext context,
        BatchRef batch
    )
    {
        try
        {
            return await context.CallActivityAsync<JobDirective>(
                nameof(AssignmentActivities.AssignmentBatchRun),
                batch,
                WorkRetries.OfJobs
            );
        }
        catch (TaskFailedException)
        {
            return await context.CallActivityAsync<JobDirective>(
                nameof(AssignmentActivities.AssignmentBatchFail),
                batch,
                WorkRetries.OfJobs
            );
        }
    }

    private sealed class GroupLoop(TaskOrchestrationContext context, AssignmentRun run)
        : JobLoop<GroupEnd>(context)
    {
        private readonly Queue<AssignmentSpan> _waiting = new(run.Rest ?? []);

        protected override int AtOnce => GroupsAtOnce;

        protected override int PerGeneration => GroupsPerGeneration;

        /// <summary>As the histories of 0.1.0 have it.</summary>
        protected override bool OthersFinishFirst => false;

        protected override bool HasNext => _waiting.Count > 0;

        protected override object Rest => run with { Rest = [.. _waiting] };

        protected override async Task PrepareAsync()
        {
            if (run.Rest is not null)
                return;
            Context.SetCustomStatus(new AssignmentProgress("planning", 0));
            var span = await CallAsync<AssignmentSpan>(
                nameof(AssignmentActivities.AssignmentPlan),
                run.JobId
            );
            for (var from = span.From; from < span.To; from += PerGroup)
                _waiting.Enqueue(
                    span with
                    {
                        From = from,
                        To = Math.Min(span.To, from + PerGroup),
                    }
                );
        }

        protected override Task<GroupEnd> BeginNextAsync() =>
            Context.CallSubOrchestratorAsync<GroupEnd>(
                nameof(CohortAssignmentGroup),
                _waiting.Dequeue()
            );

        /// <summary>What the group did not begin waits again.</summary>
        protected override JobDirective Settle(GroupEnd done)
        {
            if (done.Rest is { } rest)
                _waiting.Enqueue(rest);
            return done.Directive;
        }

        protected override Task<JobDirective> AskAsync() =>
            CallAsync<JobDirective>(nameof(AssignmentActivities.AssignmentAsk), run.JobId);

        protected override void Show(int begun, JobDirective directive) =>
            Context.SetCustomStatus(
                new AssignmentProgress(
                    directive == JobDirective.Pause ? "paused" : "running",
                    begun * PerGroup
                )
            );

        protected override Task EndAsync(bool isStopped) =>
            CallAsync(nameof(AssignmentActivities.AssignmentFinish), run.JobId);

        protected override Task FailAsync(TaskFailedException failure) =>
            CallAsync(
                nameof(AssignmentActivities.AssignmentFail),
                new AssignmentFailure(run.JobId, failure.TaskName)
            );
    }

    /// <summary>Is neither paused nor cancelled.</summary>
    private sealed class UndoLoop(TaskOrchestrationContext context, AssignmentRun run)
        : JobLoop<JobDirective>(context)
    {
        private AssignmentSpan _left = run.Rest is [var rest] ? rest : new(run.JobId, 0, 0);

        protected override int PerGeneration => PerGroup;

        protected override bool HasNext => _left.From < _left.To;

        protected override object Rest => run with { Rest = [_left] };

        protected override async Task PrepareAsync()
        {
            if (run.Rest is not [_])
                _left = await CallAsync<AssignmentSpan>(
                    nameof(AssignmentActivities.AssignmentUndoStart),
                    run.JobId
                );
        }

        protected override async Task<JobDirective> BeginNextAsync()
        {
            var batch = new BatchRef(run.JobId, _left.From);
            _left = _left with { From = _left.From + 1 };
            try
            {
                await CallAsync(nameof(AssignmentActivities.AssignmentUndoBatch), batch);
            }
            catch (TaskFailedException)
            {
                await CallAsync(nameof(AssignmentActivities.AssignmentUndoFail), batch);
            }

            return JobDirective.Run;
        }

        protected override JobDirective Settle(JobDirective done) => done;

        protected override Task<JobDirective> AskAsync() => Task.FromResult(JobDirective.Run);

        protected override Task EndAsync(bool isStopped) =>
            CallAsync(nameof(AssignmentActivities.AssignmentUndoFinish), run.JobId);

        /// <summary>The instance fails, and can be looked at and begun again by hand.</summary>
        protected override Task FailAsync(TaskFailedException failure) =>
            Task.FromException(failure);
    }
}
