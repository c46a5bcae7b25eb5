using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Jobs;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Functions.AssignmentJobs;

/// <summary>Starts the orchestrations of assignment jobs: right after the wish is stored, and once more
/// where the process ended in between. Ends jobs for those that do not.</summary>
public sealed class AssignmentStarts(
    IDocumentStore store,
    AssignmentEnd end,
    TimeProvider time,
    ILogger<AssignmentStarts> log
)
{
    private const int PerSweep = 100;
    private static readonly Duration Grace = Duration.FromSeconds(15);
    private static readonly Duration Patience = Duration.FromMinutes(5);

    /// <summary>Each round of a job, and its undo, has an instance of its own with an id of its own.</summary>
    public static async Task StartAsync(
        DurableTaskClient client,
        CohortAssignmentJob job,
        CancellationToken cancellationToken
    )
    {
        var (name, instance) = job.Undo is { } undo
            ? (nameof(CohortAssignment.CohortAssignmentUndo), undo.InstanceId)
            : (nameof(CohortAssignment), job.InstanceId!);
        await client.ScheduleNewOrchestrationInstanceAsync(
            name,
            new AssignmentRun(job.Id.Value),
            new StartOrchestrationOptions(instance),
            cancellationToken
        );
    }

    /// <summary>Has the job's orchestration look at the job at once; a paused one looks every minute by
    /// itself.</summary>
    public async Task WakeAsync(
        DurableTaskClient client,
        CohortAssignmentJob job,
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
    /// stuck, or gone. What was given stays given; what was promised is given up.</summary>
    public async Task EndCancelledAsync(
        DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var overdue = new Filter.Condition(
            "cancel_requested_at",
            FilterOperator.Lt,
            new FilterValue.Moment(Instant.FromDateTimeOffset(time.GetUtcNow()) - Patience)
        );
        var query = new Query(
            CohortAssignmentJob.Collection,
            Filter.AllOf(CohortAssignmentJob.Cancelling, overdue)
        )
        {
            Sort = [new SortKey("cancel_requested_at", FieldType.Instant)],
            Limit = PerSweep,
        };
        foreach (
            var job in await store.ListAsync(
                CohortAssignmentJob.Collection,
                query,
                cancellationToken
            )
        )
        {
            log.EndedByForce(job.Id.Value);
            await TerminateAsync(client, job.InstanceId!, cancellationToken);
            await end.FinishAsync(job.Id.Value, cancellationToken);
        }
    }

    private static async Task TerminateAsync(
        DurableTaskClient client,
        string instance,
        CancellationToken cancellationToken
    )
    {
        if (await client.GetInstanceAsync(instance, cancellationToken) is { IsCompleted: false })
            await client.TerminateInstanceAsync(instance, "cancelled", cancellationToken);
    }

    /// <summary>Starts what has waited for longer than a start takes.</summary>
    public async Task SweepAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var before = Instant.FromDateTimeOffset(time.GetUtcNow()) - Grace;
        var waiting = Filter.AllOf(
            Filter.Present("waiting_since"),
            new Filter.Condition("waiting_since", FilterOperator.Lt, new FilterValue.Moment(before))
        );
        var query = new Query(CohortAssignmentJob.Collection, waiting)
        {
            Sort = [new SortKey("waiting_since", FieldType.Instant)],
            Limit = PerSweep,
        };
        foreach (
            var job in await store.ListAsync(
                CohortAssignmentJob.Collection,
                query,
                cancellationToken
            )
        )
        {
            if (
                await client.GetInstanceAsync(
                    job.Undo?.InstanceId ?? job.InstanceId!,
                    cancellationToken
                )
                is not null
            )
                continue;
            log.StartedLate(job.Id.Value);
            await StartAsync(client, job, cancellationToken);
        }
    }
}
