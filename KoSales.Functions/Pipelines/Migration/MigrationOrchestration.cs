using KoSales.Domain.Jobs;
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

    [Function(nameof(PipelineMigrationOrchestration))]
    public static Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        MigrationStep step
    ) => new Loop(context, step).RunAsync();

    private sealed class Loop(TaskOrchestrationContext context, MigrationStep first)
        : JobLoop<MigrationPageDone>(context)
    {
        private readonly string _job = first.JobId;
        private MigrationStep? _next = first;

        protected override int PerGeneration => PipelineMigrationOrchestration.PerGeneration;

        protected override bool HasNext => _next is not null;

        protected override object Rest => _next!;

        protected override Task<MigrationPageDone> BeginNextAsync() =>
            CallAsync<MigrationPageDone>(
                nameof(PipelineMigrationActivities.PipelineMigrationPage),
                _next
            );

        protected override JobDirective Settle(MigrationPageDone done)
        {
            _next = done.Next;
            return done.Directive;
        }

        /// <summary>The next page looks by itself.</summary>
        protected override Task<JobDirective> AskAsync() => Task.FromResult(JobDirective.Run);

        protected override Task EndAsync(bool isStopped) =>
            CallAsync(nameof(PipelineMigrationActivities.PipelineMigrationFinish), _job);

        protected override Task FailAsync(TaskFailedException failure) =>
            CallAsync(nameof(PipelineMigrationActivities.PipelineMigrationFail), _job);
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
