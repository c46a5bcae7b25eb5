using Microsoft.DurableTask;

namespace KoSales.Functions.Durable;

/// <summary>How long orchestrations try again, by the kind of work. Histories that are under way were written
/// with these: change one only together with the orchestration's version.</summary>
internal static class WorkRetries
{
    /// <summary>Pages, chunks, parts and batches of jobs, about three minutes: whoever waits is told then
    /// that it failed, and may retry.</summary>
    public static readonly TaskOptions OfJobs = For(attempts: 8, TimeSpan.FromMinutes(1));

    /// <summary>Stages, half an hour: nobody watches them, and one that failed stands still.</summary>
    public static readonly TaskOptions OfStages = For(attempts: 12, TimeSpan.FromMinutes(5));

    private static TaskOptions For(int attempts, TimeSpan longestPause) =>
        TaskOptions.FromRetryPolicy(
            new RetryPolicy(
                maxNumberOfAttempts: attempts,
                firstRetryInterval: TimeSpan.FromSeconds(1),
                backoffCoefficient: 2,
                maxRetryInterval: longestPause
            )
        );
}
