using KoSales.EmbeddedHost.DurableTask.History;
using Microsoft.DurableTask;

namespace KoSales.EmbeddedHost.DurableTask.Replay;

/// <summary>
/// Repeats a durable call under a retry policy or handler. Every attempt and every delay takes a sequence number, also the timer without
/// delay that follows the last failed attempt, so that histories line up with the original's.
/// </summary>
internal static class RetryLoop
{
    internal static Task<CallOutcome> Run(
        TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<CallOutcome>> attempt) => retry switch
    {
        { Policy: { } policy } => Run(context, policy, attempt),
        { Handler: { } handler } => Run(context, handler, attempt),
        _ => attempt(),
    };

    private static async Task<CallOutcome> Run(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<CallOutcome>> attempt)
    {
        var first = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            var outcome = await attempt();
            if (outcome.Failure is null or { IsFinal: true }) return outcome;
            if (number == policy.MaxNumberOfAttempts)
            {
                await context.CreateTimer(context.CurrentUtcDateTime, CancellationToken.None);
                return outcome;
            }

            if (Delay(context, policy, outcome.Failure, (first, number)) is not { } delay) return outcome;
            await context.CreateTimer(context.CurrentUtcDateTime + delay, CancellationToken.None);
        }
    }

    private static async Task<CallOutcome> Run(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<CallOutcome>> attempt)
    {
        var first = context.CurrentUtcDateTime;
        for (var number = 1; ; number++)
        {
            var outcome = await attempt();
            if (outcome.Failure is null or { IsFinal: true }) return outcome;
            var elapsed = context.CurrentUtcDateTime - first;
            var asked = new RetryContext(context, number, outcome.Failure.Details, elapsed, CancellationToken.None);
            if (!await handler(asked)) return outcome;
        }
    }

    /// <summary>Null ends the attempts. A filter that throws ends them too, and the call's own failure is what the caller sees.</summary>
    private static TimeSpan? Delay(
        TaskOrchestrationContext context, RetryPolicy policy, StoredFailure failure, (DateTime First, int Number) attempts)
    {
        if (!Retries(policy, failure)) return null;
        var elapsed = context.CurrentUtcDateTime - attempts.First;
        if (policy.RetryTimeout != Timeout.InfiniteTimeSpan && elapsed >= policy.RetryTimeout) return null;
        var milliseconds = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempts.Number - 1);
        var limit = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return milliseconds < limit.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : limit;
    }

    private static bool Retries(RetryPolicy policy, StoredFailure failure)
    {
#pragma warning disable CA1031 // Whatever a filter throws must not hide the failure it was asked about.
        try
        {
            return policy.Retries(failure.Details);
        }
        catch (Exception)
        {
            return false;
        }
#pragma warning restore CA1031
    }
}
