using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Tasks;
using KoSales.Functions.Durable;
using KoSales.Functions.Flows.Stages;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using Microsoft.DurableTask.Client;
using Moq;

namespace KoSales.Tests.Flows.Stages;

/// <summary>Which closed tasks wake the flow of their visit.</summary>
public sealed class StageFlowTasksTests : FlowRig
{
    private readonly Mock<DurableTaskClient> _client = new("hub");

    [Fact]
    public async Task A_task_that_ends_with_its_visit_wakes_no_flow()
    {
        var lead = await LeadAsync();
        await MoveAsync(lead, "contacted");

        var closed = await ClosedAsync(lead);
        await HandleAsync(closed);

        Assert.True(TaskJournal.Read(closed.Data!.Value).LeftStage);
        _client.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_task_that_somebody_cancels_wakes_the_flow_of_its_visit()
    {
        var lead = await LeadAsync();
        var task = await OpenAsync(lead);
        await Get<TaskDesk>()
            .CancelAsync(task.Id.Value, new TaskReason { Reason = "no longer" }, Act, default);

        await HandleAsync(await ClosedAsync(lead));

        _client.Verify(c =>
            c.ScheduleNewOrchestrationInstanceAsync(
                It.IsAny<Microsoft.DurableTask.TaskName>(),
                It.IsAny<object>(),
                It.Is<Microsoft.DurableTask.StartOrchestrationOptions>(o =>
                    o.InstanceId == $"{lead.PipelineId}.1"
                ),
                It.IsAny<CancellationToken>()
            )
        );
    }

    private async Task MoveAsync(Lead lead, string to) =>
        Assert.False(
            (
                await Get<PipelineMover>()
                    .MoveAsync(
                        lead.PipelineId!,
                        new MoveRequest(to, "spoke", null),
                        Act,
                        CancellationToken.None
                    )
            ).IsRefused
        );

    private async Task<OutboxEvent> ClosedAsync(Lead lead) =>
        Assert.Single(await EventsAsync(lead.Id), e => e.Type == TaskEvents.Closed);

    private Task HandleAsync(OutboxEvent closed)
    {
        var clients = new DurableClients();
        clients.Offer(_client.Object);
        return new StageFlowTasks(new StageFlowStarter(clients), Get<TimeProvider>()).HandleAsync(
            closed,
            CancellationToken.None
        );
    }
}
