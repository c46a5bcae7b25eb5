namespace KoSales.Functions.Durable;

/// <summary>Whether the task hub answers. A read that finds nothing costs it next to nothing.</summary>
internal sealed class TaskHubCheck(DurableClients clients) : IReadinessCheck
{
    private const string Nobody = "health-check";

    public string Part => "task_hub";

    public async ValueTask CheckAsync(CancellationToken cancellationToken) =>
        await (await clients.GetAsync(cancellationToken)).GetInstanceAsync(
            Nobody,
            cancellationToken
        );
}
