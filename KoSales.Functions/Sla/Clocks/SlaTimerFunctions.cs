using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Sla.Clocks;

public sealed class SlaTimerFunctions(SlaSweep sweep, RunningClocks clocks)
{
    /// <summary>Calendars first: a change that has come into force moves due instants.</summary>
    [Function("SlaSweep")]
    public async Task Sweep(
        [TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo timer,
        CancellationToken cancellationToken
    )
    {
        await clocks.FollowAsync(cancellationToken);
        await sweep.RunAsync(cancellationToken);
    }
}
