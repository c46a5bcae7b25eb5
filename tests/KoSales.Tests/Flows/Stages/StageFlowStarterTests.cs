using Grpc.Core;
using KoSales.Functions.Durable;
using KoSales.Functions.Flows.Stages;
using Microsoft.DurableTask.Client;
using Moq;

namespace KoSales.Tests.Flows.Stages;

public sealed class StageFlowStarterTests
{
    private static readonly StageVisitRun Visit = new("LP-1", 1, null);

    private readonly Mock<DurableTaskClient> _client = new("hub");

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task The_end_of_a_stage_that_no_flow_waits_for_is_done(StatusCode refusal)
    {
        Refuse(refusal);

        await Starter().EndAsync("LP-1.1", CancellationToken.None);

        _client.Verify(
            c =>
                c.RaiseEventAsync(
                    "LP-1.1",
                    StageFlow.StageLeft,
                    It.IsAny<object>(),
                    It.IsAny<CancellationToken>()
                ),
            Times.Once
        );
    }

    [Fact]
    public async Task An_event_to_a_flow_that_ended_meanwhile_is_done()
    {
        _client
            .Setup(c => c.GetInstancesAsync("LP-1.1", false, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OrchestrationMetadata("StageFlow", "LP-1.1"));
        _client
            .Setup(c => c.GetInstanceAsync("LP-1.1", It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OrchestrationMetadata("StageFlow", "LP-1.1"));
        Refuse(StatusCode.FailedPrecondition);

        await Starter()
            .RaiseAsync(
                "LP-1.1",
                Visit,
                StageFlow.TaskClosed,
                new StageSignal("T-1"),
                CancellationToken.None
            );

        _client.Verify(
            c =>
                c.RaiseEventAsync(
                    "LP-1.1",
                    StageFlow.TaskClosed,
                    It.IsAny<object>(),
                    It.IsAny<CancellationToken>()
                ),
            Times.Once
        );
    }

    [Fact]
    public async Task A_task_hub_that_cannot_be_reached_is_tried_again()
    {
        Refuse(StatusCode.Unavailable);

        var fault = await Assert.ThrowsAsync<RpcException>(() =>
            Starter().EndAsync("LP-1.1", CancellationToken.None)
        );

        Assert.Equal(StatusCode.Unavailable, fault.StatusCode);
    }

    private StageFlowStarter Starter()
    {
        var clients = new DurableClients();
        clients.Offer(_client.Object);
        return new StageFlowStarter(clients);
    }

    private void Refuse(StatusCode code) =>
        _client
            .Setup(c =>
                c.RaiseEventAsync(
                    It.IsAny<string>(),
                    It.IsAny<string>(),
                    It.IsAny<object>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(new RpcException(new Status(code, "refused")));
}
