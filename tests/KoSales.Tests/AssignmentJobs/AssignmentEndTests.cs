using KoSales.Domain.Agents;
using KoSales.Domain.Jobs;
using KoSales.Domain.Notifications;
using KoSales.Functions.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Notifications;
using KoSales.Functions.Writing;
using KoSales.Tests.Outbox;
using Microsoft.DurableTask.Client;
using Moq;
using Stored = KoSales.Domain.Notifications.Notifications;

namespace KoSales.Tests.AssignmentJobs;

/// <summary>What becomes of a job at its end, whoever brings it about.</summary>
public sealed class AssignmentEndTests(AssignmentJobRig rig) : IClassFixture<AssignmentJobRig>
{
    [Fact]
    public async Task The_digest_of_a_job_is_one_line_in_the_inbox_of_each_agent_however_often_it_comes()
    {
        var (cohort, _) = await rig.CohortAsync(5);
        var agents = await rig.AgentsAsync(
            2,
            (a, i) => a with { Capacity = new Capacity { MaxOpenLeads = i == 0 ? 5 : 0 } }
        );
        var job = await rig.RunAsync(await rig.QueueAsync(cohort, agents));
        Domain.Events.OutboxEvent[] events =
        [
            .. (await rig.Store.EventsAsync(AssignmentJobEvents.Digest)).Where(e =>
                e.Entity.Id == job.Key
            ),
        ];
        var handler = new HandoverNotices(
            [],
            new Staff(rig.Store),
            new Inbox(rig.Store, null!, rig.Get<Commits>())
        );

        foreach (var told in events.Concat(events))
            await handler.HandleAsync(told, CancellationToken.None);

        var inboxes = await rig.Store.ListAsync(
            Stored.Collection,
            new Query(Stored.Collection, Filter.Eq("job_id", job.Key)),
            CancellationToken.None
        );
        var line = Assert.Single(inboxes);
        Assert.Equal(
            (NotificationKind.Digest, agents[0], 5L, null),
            (line.Kind, line.AgentId, line.Count, line.ReadAt)
        );
    }

    [Fact]
    public async Task A_cancelled_job_whose_orchestration_is_stuck_is_ended_for_it()
    {
        var (cohort, leads) = await rig.CohortAsync(2 * AssignmentJobRig.BatchSize);
        var agents = await rig.AgentsAsync(2);
        var id = await rig.QueueAsync(cohort, agents);
        await rig.Get<AssignmentPlanning>().PlanAsync(id, CancellationToken.None);
        await rig.BatchAsync(id, 0);
        await rig.Get<AssignmentLedger>()
            .AskAsync(id, rig.By(), JobMoves.Cancel, CancellationToken.None);
        var (client, instance) = (Stuck(), (await rig.JobAsync(id)).InstanceId!);
        var starts = rig.Get<AssignmentStarts>();

        await starts.EndCancelledAsync(client.Object, CancellationToken.None);
        Assert.False((await rig.JobAsync(id)).HasEnded);
        rig.Now += NodaTime.Duration.FromMinutes(6);
        await starts.EndCancelledAsync(client.Object, CancellationToken.None);
        await starts.EndCancelledAsync(client.Object, CancellationToken.None);

        var job = await rig.JobAsync(id);
        Assert.Equal(
            (JobStatus.Cancelled, AssignmentJobRig.BatchSize),
            (job.Status, (int)job.Assigned)
        );
        Assert.Equal(
            AssignmentJobRig.BatchSize,
            (await rig.OwnersAsync(leads)).Values.Count(o => o is not null && agents.Contains(o))
        );
        foreach (var agent in agents)
            Assert.Equal(0, (await rig.LoadAsync(agent)).Reserved);
        Assert.Equal(JobDirective.Stop, await rig.BatchAsync(id, 1));
        client.Verify(
            c =>
                c.TerminateInstanceAsync(
                    instance,
                    It.IsAny<object>(),
                    It.IsAny<CancellationToken>()
                ),
            Times.Once()
        );
    }

    /// <summary>A task hub in which every instance runs and none ends.</summary>
    private static Mock<DurableTaskClient> Stuck()
    {
        var client = new Mock<DurableTaskClient>("hub");
        var running = new OrchestrationMetadata("Assignment", "CAJ-1.1")
        {
            RuntimeStatus = OrchestrationRuntimeStatus.Running,
        };
        client
            .Setup(c => c.GetInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(running);
        client
            .Setup(c =>
                c.GetInstanceAsync(
                    It.IsAny<string>(),
                    It.IsAny<bool>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync(running);
        return client;
    }
}
