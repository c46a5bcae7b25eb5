using KoSales.Domain.Jobs;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Tests.Outbox;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;
using NodaTime;

namespace KoSales.Tests.AssignmentJobs;

public sealed class AssignmentStartsTests(AssignmentJobRig rig) : IClassFixture<AssignmentJobRig>
{
    [Fact]
    public async Task A_cancelled_job_whose_orchestration_is_stuck_is_ended_for_it_and_gives_back()
    {
        var (cohort, _) = await rig.CohortAsync(4);
        var agents = await rig.AgentsAsync(1);
        var id = await rig.QueueAsync(cohort, agents);
        await rig.Get<AssignmentPlanning>().PlanAsync(id, CancellationToken.None);
        Assert.Equal(4, (await rig.LoadAsync(agents[0])).Reserved);
        var time = new ManualTime();
        await rig.Get<AssignmentLedger>()
            .AskAsync(
                id,
                new Command(AssignmentJobRig.Admin, time.Now, "test"),
                JobMoves.Cancel,
                CancellationToken.None
            );
        var client = StuckClient($"{id}.1");

        await StartsAt(time).EndCancelledAsync(client.Object, CancellationToken.None);
        Assert.Equal(JobStatus.Running, (await rig.JobAsync(id)).Status);
        time.Pass(Duration.FromMinutes(6));
        await StartsAt(time).EndCancelledAsync(client.Object, CancellationToken.None);

        Assert.Equal(JobStatus.Cancelled, (await rig.JobAsync(id)).Status);
        Assert.Equal(0, (await rig.LoadAsync(agents[0])).Reserved);
        client.Verify(
            c =>
                c.TerminateInstanceAsync(
                    $"{id}.1",
                    It.IsAny<object>(),
                    It.IsAny<CancellationToken>()
                ),
            Times.Once()
        );
    }

    private AssignmentStarts StartsAt(TimeProvider time) =>
        new(rig.Store, rig.Get<AssignmentEnd>(), time, NullLogger<AssignmentStarts>.Instance);

    private static Mock<DurableTaskClient> StuckClient(string instance)
    {
        var stuck = new OrchestrationMetadata(nameof(CohortAssignment), instance)
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Running,
        };
        var client = new Mock<DurableTaskClient>("hub");
        client
            .Setup(c =>
                c.GetInstanceAsync(instance, It.IsAny<bool>(), It.IsAny<CancellationToken>())
            )
            .ReturnsAsync(stuck);
        client
            .Setup(c => c.GetInstanceAsync(instance, It.IsAny<CancellationToken>()))
            .ReturnsAsync(stuck);
        return client;
    }
}
