using KoSales.Domain.Jobs;
using KoSales.Functions.Durable;
using KoSales.Functions.Jobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using NodaTime;

namespace KoSales.Functions.Pipelines.Migration;

/// <summary>Page after page; pause and cancel take effect between pages. Instance id: the job's id.</summary>
public static class PipelineMigrationOrchestration
{
    /// <summary>After so many pages the history begins afresh.</summary>
    private const int PerGeneration = 50;

    private static readonly TaskOptions Retry = WorkRetries.OfJobs;

    [Function(nameof(PipelineMigrationOrchestration))]
    public static async Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        MigrationStep step
    )
    {
        try
        {
            if (await AdvanceAsync(context, step) is { } rest)
                context.ContinueAsNew(rest);
            else
                await context.CallActivityAsync(
                    nameof(PipelineMigrationActivities.PipelineMigrationFinish),
                    step.JobId,
                    Retry
                );
        }
        catch (TaskFailedException)
        {
            await context.CallActivityAsync(
                nameof(PipelineMigrationActivities.PipelineMigrationFail),
                step.JobId,
                Retry
            );
        }
    }

    /// <returns>Where the next generation goes on, or null when nothing is left to be done.</returns>
    private static async Task<MigrationStep?> AdvanceAsync(
        TaskOrchestrationContext context,
        MigrationStep step
    )
    {
        for (var page = 0; page < PerGeneration; page++)
        {
            var done = await context.CallActivityAsync<MigrationPageDone>(
                nameof(PipelineMigrationActivities.PipelineMigrationPage),
                step,
                Retry
            );
            if (done.Next is null || done.Wish == JobWish.Stop)
                return null;
            step = done.Next;
            if (done.Wish == JobWish.Pause)
                await JobPause.UntilWokenAsync(context);
        }

        return step;
    }
}

/// <summary>The steps of <see cref="PipelineMigrationOrchestration"/>; each may come twice.</summary>
public sealed class PipelineMigrationActivities(
    MigrationPages pages,
    JobDesk jobs,
    TimeProvider time
)
{
    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    [Function(nameof(PipelineMigrationPage))]
    public Task<MigrationPageDone> PipelineMigrationPage(
        [ActivityTrigger] MigrationStep step,
        CancellationToken cancellationToken
    ) => pages.RunAsync(step, cancellationToken);

    /// <summary>What moved or ended by itself meanwhile was not migrated and is not counted, so that the
    /// total is what was looked at.</summary>
    [Function(nameof(PipelineMigrationFinish))]
    public async Task PipelineMigrationFinish(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    )
    {
        var now = Now;
        await jobs.AdvanceAsync(
            jobId,
            job =>
                job.HasEnded || job.CancelRequestedAt is not null
                    ? job
                    : job.Count(job.Processed, now),
            cancellationToken
        );
        await jobs.FinishAsync(jobId, now, cancellationToken);
    }

    [Function(nameof(PipelineMigrationFail))]
    public Task PipelineMigrationFail(
        [ActivityTrigger] string jobId,
        CancellationToken cancellationToken
    )
    {
        var now = Now;
        const string why =
            "A page failed again and again; what was migrated stays migrated, and a new migration takes the rest.";
        return jobs.AdvanceAsync(jobId, job => job.Fail(why, now), cancellationToken);
    }
}

internal sealed class MigrationRunner : IJobRunner
{
    public JobKind Kind => JobKind.PipelineMigration;

    public TaskName Orchestrator => nameof(PipelineMigrationOrchestration);

    public object InputOf(Job job) => new MigrationStep(job.Id.Value);
}
