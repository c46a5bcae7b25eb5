using Microsoft.DurableTask;

namespace KoSales.Functions.Jobs;

/// <summary>How the orchestration of a paused job waits.</summary>
internal static class JobPause
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Until somebody says that the job has changed, or a minute has passed, since that word may
    /// get lost between the store and here.</summary>
    public static async Task UntilWokenAsync(TaskOrchestrationContext context)
    {
        using var enough = new CancellationTokenSource();
        var woken = context.WaitForExternalEvent<string?>(JobEvents.Wake, enough.Token);
        var minute = context.CreateTimer(context.CurrentUtcDateTime + LookAgainAfter, enough.Token);
        await Task.WhenAny(woken, minute);
        Cancel(enough);
    }

    // Not CancelAsync, which would leave the orchestrator's thread.
    private static void Cancel(CancellationTokenSource source) => source.Cancel();
}
