using KoSales.Functions.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace KoSales.Functions.Health;

public sealed class HealthFunctions(Readiness readiness, DurableClients clients)
{
    private static readonly byte[] Live = "{\"status\":\"live\"}"u8.ToArray();

    [Function("HealthLive"), Public]
    [Operation("Say that the process answers", Tag = "health", Result = typeof(HealthView))]
    public static Answer GetLive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/health/live")]
            HttpRequest request
    ) => new(StatusCodes.Status200OK, Live);

    [Function("HealthReady"), Public]
    [Operation(
        "Say whether store, task hub and configuration are ready",
        Tag = "health",
        Result = typeof(HealthView)
    )]
    public async Task<IResult> GetReady(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/health/ready")]
            HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        clients.Offer(client);
        return await readiness.AnswerAsync(cancellationToken);
    }
}
