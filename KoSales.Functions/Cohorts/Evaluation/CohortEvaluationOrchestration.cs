using KoSales.Domain.Jobs;
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

    [Function(nameof(CohortEvaluationOrchestration))]
    public static Task RunAsync(
        [OrchestrationTrigger] TaskOrchestrationContext context,
        EvaluationStep step
    ) => new Loop(context, step).RunAsync();

    private sealed class Loop(TaskOrchestrationContext context, EvaluationStep first)
        : JobLoop<EvaluationPage>(context)
    {
        private readonly string? _job = first.JobId;
        private EvaluationStep? _next = first;

        protected override int PerGeneration => CohortEvaluationOrchestration.PerGeneration;

        protected override bool HasNext => _next is not null;

        protected override object Rest => _next!;

        protected override Task<EvaluationPage> BeginNextAsync() =>
            CallAsync<EvaluationPage>(
                nameof(CohortEvaluationActivities.CohortEvaluationPage),
                _next
            );

        protected override JobDirective Settle(EvaluationPage done)
        {
            _next = done.Next;
            return done.Directive;
        }

        /// <summary>The next page looks by itself.</summary>
        protected override Task<JobDirective> AskAsync() => Task.FromResult(JobDirective.Run);

        /// <summary>The last page has ended the job with its own transaction.</summary>
        protected override Task EndAsync(bool isStopped) =>
            isStopped
                ? CallAsync(nameof(CohortEvaluationActivities.CohortEvaluationStop), _job)
                : Task.CompletedTask;

        protected override Task FailAsync(TaskFailedException failure) =>
            CallAsync(nameof(CohortEvaluationActivities.CohortEvaluationFail), _job);
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
