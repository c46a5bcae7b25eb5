using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NodaTime;

namespace KoSales.Functions.Cohorts.Evaluation;

/// <summary>Page after page; pause and cancel take effect between pages. Instance id: the job's id.</summary>
public static class CohortEvaluationOrchestration
{
    /// <summary>After so many pages the history begins afresh.</summary>
    private const int PerGeneration = 50;

    internal static readonly TaskOptions Retry = WorkRetries.OfJobs;

    [Function(nameof(CohortEvaluationOrchestration))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        EvaluationStep step
    )
    {
        try
        {
            if (await AdvanceAsync(context, step) is { } rest)
                context.ContinueAsNew(rest);
        }
        catch (TaskFailedException)
        {
            await context.CallActivityAsync(
                nameof(CohortEvaluationActivities.CohortEvaluationFail),
                step.JobId,
                Retry
            );
        }
    }

    /// <returns>Where the next generation goes on, or null when nothing is left to be done.</returns>
    private static async Task<EvaluationStep?> AdvanceAsync(
        TaskOrchestrationContext context,
        EvaluationStep step
    )
    {
        for (var page = 0; page < PerGeneration; page++)
        {
            var done = await context.CallActivityAsync<EvaluationPage>(
                nameof(CohortEvaluationActivities.CohortEvaluationPage),
                step,
                Retry
            );
            if (done.Next is null)
                return null;
            step = done.Next;
            if (done.Wish == JobWish.Pause)
                await JobPause.UntilWokenAsync(context);
            if (done.Wish != JobWish.Stop)
                continue;
            await context.CallActivityAsync(
                nameof(CohortEvaluationActivities.CohortEvaluationStop),
                step.JobId,
                Retry
            );
            return null;
        }

        return step;
    }
}

/// <summary>The steps of <see cref="CohortEvaluationOrchestration"/>; each may come twice.</summary>
public sealed class CohortEvaluationActivities(
    CohortEvaluation evaluation,
    JobDesk jobs,
    TimeProvider time
)
{
    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    [Function(nameof(CohortEvaluationPage))]
    public Task<EvaluationPage> CohortEvaluationPage(
        [ActivityTrigger] EvaluationStep step,
        CancellationToken cancellationToken
    ) => evaluation.RunAsync(step, cancellationToken);

    [Function(nameof(CohortEvaluationStop))]
    public Task CohortEvaluationStop(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    ) => jobs.FinishAsync(jobId, Now, cancellationToken);

    [Function(nameof(CohortEvaluationFail))]
    public Task CohortEvaluationFail(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    )
    {
        var now = Now;
        const string why =
            "A page failed again and again; what was written is right, and another evaluation does the rest.";
        return jobs.AdvanceAsync(jobId, job => job.Fail(why, now), cancellationToken);
    }
}

internal sealed class CohortEvaluationRunner : IJobRunner
{
    private const string Link = "cohort";

    public JobKind Kind => JobKind.CohortEvaluation;

    public TaskName Orchestrator => nameof(CohortEvaluationOrchestration);

    public object InputOf(Job job) => StepOf(job);

    /// <summary>From the start.</summary>
    public static EvaluationStep StepOf(Job job) =>
        new(job.Links[Link][(job.Links[Link].LastIndexOf('/') + 1)..], job.Id.Value);

    public static Job Accept(JobId id, string cohortId, Command command) =>
        Job.Accept(id, JobKind.CohortEvaluation, command)
            .WithLink(Link, $"{Routes.Base}cohorts/{cohortId}");
}
