using KoSales.Domain.Jobs;
using KoSales.Functions.Jobs;
using KoSales.Functions.Storage.Sqlite;
using KoSales.Tests.Outbox;
using KoSales.Tests.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using NodaTime;

namespace KoSales.Tests.Jobs;

public sealed class JobStartsTests
{
    [Fact]
    public async Task A_queued_job_whose_process_was_killed_is_started_once_and_others_are_left_alone()
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("store.db")),
            time
        );
        await store.EnsureAsync([Job.Collection, JobChunk.Collection], CancellationToken.None);
        var command = new Command(Actor.System, time.Now, "trace");
        var batch = new WriteBatch()
            .Insert(Job.Collection, Job.Accept(JobId.Of("J-1"), JobKind.LeadImport, command))
            .Insert(Job.Collection, Job.Accept(JobId.Of("J-2"), JobKind.LeadImport, command))
            .Insert(
                Job.Collection,
                Job.Accept(JobId.Of("J-3"), JobKind.LeadImport, command).Start(time.Now) with
                {
                    Version = 1,
                }
            );
        await store.CommitAsync(batch, CancellationToken.None);
        var client = new Mock<DurableTaskClient>("hub");
        client
            .Setup(c => c.GetInstanceAsync("J-2", It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OrchestrationMetadata("Import", "J-2"));
        client
            .Setup(c => c.GetInstanceAsync("J-2", It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OrchestrationMetadata("Import", "J-2"));
        var starts = new JobStarts(
            store,
            [new Runner()],
            JobDesks.Over(store),
            time,
            NullLogger<JobStarts>.Instance
        );

        await starts.SweepAsync(client.Object, CancellationToken.None);
        client.VerifyStarted(Times.Never());
        time.Pass(Duration.FromSeconds(20));
        await starts.SweepAsync(client.Object, CancellationToken.None);

        client.VerifyStarted(Times.Once());
    }

    [Fact]
    public async Task A_cancelled_job_whose_orchestration_is_stuck_is_ended_for_it()
    {
        using var folder = new TempFolder();
        var time = new ManualTime();
        using var store = new SqliteDocumentStore(
            new SqliteStoreOptions(folder.File("store.db")),
            time
        );
        await store.EnsureAsync([Job.Collection, JobChunk.Collection], CancellationToken.None);
        var command = new Command(Actor.System, time.Now, "trace");
        var running = Job.Accept(JobId.Of("J-1"), JobKind.LeadExport, command).Start(time.Now) with
        {
            Version = 1,
            Total = 10,
        };
        var batch = new WriteBatch()
            .Insert(Job.Collection, running with { CancelRequestedAt = time.Now })
            .Insert(Job.Collection, running with { Id = JobId.Of("J-2") });
        await store.CommitAsync(batch, CancellationToken.None);
        var client = new Mock<DurableTaskClient>("hub");
        var stuck = new OrchestrationMetadata("Export", "J-1")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Running,
        };
        client
            .Setup(c => c.GetInstanceAsync("J-1", It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(stuck);
        client
            .Setup(c => c.GetInstanceAsync("J-1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(stuck);
        var starts = new JobStarts(
            store,
            [new Runner()],
            JobDesks.Over(store),
            time,
            NullLogger<JobStarts>.Instance
        );

        await starts.EndCancelledAsync(client.Object, CancellationToken.None);
        Assert.Equal(
            JobStatus.Running,
            (await store.FindAsync(Job.Collection, "J-1", CancellationToken.None))!.Status
        );
        time.Pass(Duration.FromMinutes(6));
        await starts.EndCancelledAsync(client.Object, CancellationToken.None);

        Assert.Equal(
            JobStatus.Cancelled,
            (await store.FindAsync(Job.Collection, "J-1", CancellationToken.None))!.Status
        );
        Assert.Equal(
            JobStatus.Running,
            (await store.FindAsync(Job.Collection, "J-2", CancellationToken.None))!.Status
        );
        client.Verify(
            c => c.TerminateInstanceAsync("J-1", It.IsAny<object>(), It.IsAny<CancellationToken>()),
            Times.Once()
        );
    }

    private sealed class Runner : IJobRunner
    {
        public JobKind Kind => JobKind.LeadImport;

        public TaskName Orchestrator => "Import";

        public object InputOf(Job job) => job.Id.Value;
    }
}

internal static class StartVerification
{
    /// <summary>J-1 and nothing else.</summary>
    public static void VerifyStarted(this Mock<DurableTaskClient> client, Times times) =>
        client.Verify(
            c =>
                c.ScheduleNewOrchestrationInstanceAsync(
                    It.IsAny<TaskName>(),
                    "J-1",
                    It.Is<StartOrchestrationOptions>(o => o.InstanceId == "J-1"),
                    It.IsAny<CancellationToken>()
                ),
            times
        );
}
