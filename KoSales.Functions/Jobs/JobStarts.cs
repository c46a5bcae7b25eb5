using KoSales.Domain.Jobs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
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

/// <summary>Starts the orchestrations of jobs: right after the job is stored, and once more for a job whose
/// process ended in between.</summary>
public sealed class JobStarts(
    IDocumentStore store,
    IEnumerable<IJobRunner> runners,
    TimeProvider time,
    ILogger<JobStarts> log
)
{
    private const int PerSweep = 100;
    private static readonly Duration Grace = Duration.FromSeconds(15);
    private static readonly Duration Patience = Duration.FromMinutes(5);

    private readonly Dictionary<JobKind, IJobRunner> _runners = runners.ToDictionary(r => r.Kind);

    /// <summary>The instance's id is the job's, so that a job has one.</summary>
    public async Task StartAsync(
        DurableTaskClient client,
        Job job,
        CancellationToken cancellationToken
    )
    {
        var runner = _runners[job.Kind];
        await client.ScheduleNewOrchestrationInstanceAsync(
            runner.Orchestrator,
            runner.InputOf(job),
            new StartOrchestrationOptions(job.InstanceId),
            cancellationToken
        );
    }

    /// <summary>Has the job's orchestration look at the job at once. Changes nothing when that fails: a
    /// paused orchestration looks every minute by itself.</summary>
    /// <remarks>An event to an instance that has not started yet or has ended is dropped by some task hubs
    /// and refused by others.</remarks>
    public async Task WakeAsync(
        DurableTaskClient client,
        Job job,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.RaiseEventAsync(
                job.InstanceId!,
                JobEvents.Wake,
                cancellation: cancellationToken
            );
        }
#pragma warning disable CA1031 // What the job was asked for is stored; only the word of it is late.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.NotWoken(exception, job.Id.Value);
        }
    }

    /// <summary>Ends jobs that were cancelled minutes ago and whose orchestration has not ended them: it is
    /// stuck, or gone. What is done stays done.</summary>
    public async Task EndCancelledAsync(
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var overdue = new Filter.Condition(
            "cancel_requested_at",
            FilterOperator.Lt,
            new FilterValue.Moment(now - Patience)
        );
        var query = new Query(Job.Collection, Filter.AllOf(Job.Cancelling, overdue))
        {
            Sort = [new SortKey("cancel_requested_at", FieldType.Instant)],
            Limit = PerSweep,
        };
        foreach (var job in await store.ListAsync(Job.Collection, query, cancellationToken))
        {
            log.EndedByForce(job.Id.Value);
            if (
                await client.GetInstanceAsync(job.InstanceId!, cancellationToken) is
                { IsCompleted: false }
            )
                await client.TerminateInstanceAsync(
                    job.InstanceId!,
                    "cancelled",
                    cancellationToken
                );
            // Refused: it has just moved, so the next run looks at it again.
            await store.CommitAsync(
                new WriteBatch().Replace(Job.Collection, job.Finish(now)),
                cancellationToken
            );
        }
    }

    /// <summary>Starts jobs that are queued and have no orchestration.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var before = Instant.FromDateTimeOffset(time.GetUtcNow()) - Grace;
        var queued = Filter.AllOf(
            Filter.Eq("status", "queued"),
            new Filter.Condition("created_at", FilterOperator.Lt, new FilterValue.Moment(before))
        );
        var query = new Query(Job.Collection, queued)
        {
            Sort = [new SortKey("created_at", FieldType.Instant)],
            Limit = PerSweep,
        };
        foreach (var job in await store.ListAsync(Job.Collection, query, cancellationToken))
        {
            if (await client.GetInstanceAsync(job.InstanceId!, cancellationToken) is not null)
                continue;
            log.StartedLate(job.Id.Value);
            await StartAsync(client, job, cancellationToken);
        }
    }
}
