using KoSales.Functions.Api.Bodies.Schemas;
using KoSales.Functions.Api.Responses;
using KoSales.Functions.Durable;
using KoSales.Functions.Health;
using Microsoft.DurableTask.Client;
using Moq;

namespace KoSales.Tests.Health;

public sealed class ReadinessTests
{
    [Fact]
    public async Task An_app_whose_task_hub_does_not_answer_is_not_ready()
    {
        var hub = new Mock<DurableTaskClient>("hub");
        hub.Setup(h => h.GetInstanceAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new IOException("disk"));
        var clients = new DurableClients();
        clients.Offer(hub.Object);
        var readiness = new Readiness([new TaskHubCheck(clients)], new Contracts([]));

        var refused = await Assert.ThrowsAsync<RefusalException>(() =>
            readiness.AnswerAsync(CancellationToken.None)
        );

        var fault = Assert.Single(refused.Faults);
        Assert.Equal(("health.not_ready", "Not ready: task_hub."), (fault.Code, fault.Detail));
    }
}
