using KoSales.Domain.Jobs;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>Which orchestration carries out jobs of a kind.</summary>
public interface IJobRunner
{
    JobKind Kind { get; }

    TaskName Orchestrator { get; }

    /// <summary>Ids only.</summary>
    object InputOf(Job job);
}

/// <summary>Starts the orchestrations of imports, exports, migrations and evaluations. The instance's id is
/// the job's, so that a job has one.</summary>
public sealed class JobStarts(
    IDocumentStore store,
    IEnumerable<IJobRunner> runners,
    JobDesk desk,
    TimeProvider time,
    ILogger<JobStarts> log
) : JobStarter<Job>(store, Job.Collection, time, log)
{
    private readonly Dictionary<JobKind, IJobRunner> _runners = runners.ToDictionary(r => r.Kind);
    private readonly TimeProvider _time = time;

    protected override Filter Waiting => Filter.Eq("status", "queued");

    protected override string WaitingSince => "created_at";

    protected override Filter Cancelling => Job.Cancelling;

    protected override JobInstance InstanceOf(Job job)
    {
        var runner = _runners[job.Kind];
        return new JobInstance(job.InstanceId!, runner.Orchestrator, runner.InputOf(job));
    }

    protected override Task EndAsync(Job job, CancellationToken cancellationToken) =>
        desk.FinishAsync(job.Key, Instant.FromDateTimeOffset(_time.GetUtcNow()), cancellationToken);
}
