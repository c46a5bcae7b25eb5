using KoSales.Domain.Jobs;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.Jobs;

/// <summary>The orchestration that carries out a job.</summary>
/// <param name="Input">Ids only.</param>
public sealed record JobInstance(string Id, TaskName Orchestrator, object Input);

/// <summary>
/// Starts the orchestrations of jobs of one collection: right after the directive is stored, and once more where
/// the process ended in between. Ends the jobs whose orchestrations do not.
/// </summary>
public abstract class JobStarter<TJob>(
    IDocumentStore store,
    Collection<TJob> collection,
    TimeProvider time,
    ILogger log
)
    where TJob : JobDocument
{
    private const int PerSweep = 100;
    private static readonly Duration Grace = Duration.FromSeconds(15);
    private static readonly Duration Patience = Duration.FromMinutes(5);

    private Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public async Task StartAsync(
        DurableTaskClient client,
        TJob job,
        CancellationToken cancellationToken
    )
    {
        var instance = InstanceOf(job);
        await client.ScheduleNewOrchestrationInstanceAsync(
            instance.Orchestrator,
            instance.Input,
            new StartOrchestrationOptions(instance.Id),
            cancellationToken
        );
    }

    /// <summary>Starts what was accepted; the answer to it.</summary>
    public async Task<IResult> StartAsync(
        DurableTaskClient client,
        Call<TJob> call,
        Verdict<TJob> accepted,
        CancellationToken cancellationToken
    )
    {
        var answer = call.Answer(accepted);
        await StartAsync(client, accepted.Value, cancellationToken);
        return answer;
    }

    /// <summary>Has the job's orchestration look at the job at once. Changes nothing when that fails: a
    /// paused orchestration looks every minute by itself.</summary>
    /// <remarks>An event to an instance that has not started yet or has ended is dropped by some task hubs
    /// and refused by others.</remarks>
    public async Task WakeAsync(
        DurableTaskClient client,
        TJob job,
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
            log.NotWoken(exception, job.Key);
        }
    }

    /// <summary>Starts what has waited for longer than a start takes and has no orchestration.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        foreach (var job in await LongAsync(Waiting, WaitingSince, Grace, cancellationToken))
        {
            if (await client.GetInstanceAsync(InstanceOf(job).Id, cancellationToken) is not null)
                continue;
            log.StartedLate(job.Key);
            await StartAsync(client, job, cancellationToken);
        }
    }

    /// <summary>Ends jobs that were cancelled minutes ago and whose orchestration has not ended them: it is
    /// stuck, or gone. What is done stays done.</summary>
    public async Task EndCancelledAsync(
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        const string since = "cancel_requested_at";
        foreach (var job in await LongAsync(Cancelling, since, Patience, cancellationToken))
        {
            log.EndedByForce(job.Key);
            if (
                await client.GetInstanceAsync(job.InstanceId!, cancellationToken) is
                { IsCompleted: false }
            )
                await client.TerminateInstanceAsync(
                    job.InstanceId!,
                    "cancelled",
                    cancellationToken
                );
            await EndAsync(job, cancellationToken);
        }
    }

    protected abstract JobInstance InstanceOf(TJob job);

    /// <summary>Jobs that want an orchestration which may not have been started.</summary>
    protected abstract Filter Waiting { get; }

    /// <summary>The member that says since when.</summary>
    protected abstract string WaitingSince { get; }

    /// <summary>Jobs that were asked to end and have not.</summary>
    protected abstract Filter Cancelling { get; }

    /// <summary>Ends a job as its orchestration would have. Does nothing when it has ended.</summary>
    protected abstract Task EndAsync(TJob job, CancellationToken cancellationToken);

    private ValueTask<IReadOnlyList<TJob>> LongAsync(
        Filter which,
        string since,
        Duration atLeast,
        CancellationToken cancellationToken
    )
    {
        var before = new Filter.Condition(
            since,
            FilterOperator.Lt,
            new FilterValue.Moment(Now - atLeast)
        );
        var query = new Query(collection, Filter.AllOf(which, before))
        {
            Sort = [new SortKey(since, FieldType.Instant)],
            Limit = PerSweep,
        };
        return store.ListAsync(collection, query, cancellationToken);
    }
}
