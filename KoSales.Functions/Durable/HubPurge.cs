using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Durable;

/// <summary>Removes orchestrations that have ended long ago, so that the task hub holds what runs and one
/// retention's worth of what ran.</summary>
/// <remarks>An event that comes for a purged flow starts it anew, and its first look at the store ends it
/// again.</remarks>
public sealed class HubPurge(
    IOptions<HubSettings> settings,
    TimeProvider time,
    ILogger<HubPurge> log
)
{
    private const int AtOnce = 16;

    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(4);

    private static readonly OrchestrationRuntimeStatus[] Ended =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
    ];

    /// <summary>One run, cut short when its time is up; the next goes on. Returns how many instances
    /// went.</summary>
    /// <remarks>A filter knows only when an instance was created, and a flow may have waited for months:
    /// each is asked when it ended.</remarks>
    public async Task<int> RunAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (purged, started) = (0, time.GetTimestamp());
        var before = time.GetUtcNow() - settings.Value.Retention;
        var candidates = client.GetAllInstancesAsync(EndedFrom(before)).AsPages();
        await foreach (var page in candidates.WithCancellation(cancellationToken))
        {
            var old = page.Values.Where(i => i.LastUpdatedAt <= before).Select(i => i.InstanceId);
            purged += await PurgeAsync(client, old, cancellationToken);
            if (time.GetElapsedTime(started) > Budget)
                break;
        }

        if (purged > 0)
            log.Purged(purged);
        return purged;
    }

    private static OrchestrationQuery EndedFrom(DateTimeOffset before) =>
        new()
        {
            CreatedTo = before,
            Statuses = Ended,
            PageSize = 500,
        };

    private static async Task<int> PurgeAsync(
        DurableTaskClient client,
        IEnumerable<string> instances,
        CancellationToken cancellationToken
    )
    {
        var purged = 0;
        var sideBySide = new ParallelOptions
        {
            MaxDegreeOfParallelism = AtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            instances,
            sideBySide,
            async (id, stop) =>
                Interlocked.Add(
                    ref purged,
                    (await client.PurgeInstanceAsync(id, stop)).PurgedInstanceCount
                )
        );
        return purged;
    }
}
