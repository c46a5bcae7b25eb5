using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.DurableTask;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Task hub {Hub} is open; this process runs it: {Runs}")]
    internal static partial void Started(ILogger logger, string hub, bool runs);

    [LoggerMessage(LogLevel.Warning, "Another process has taken over the task hub {Hub}")]
    internal static partial void LeaseLost(ILogger logger, string hub);

    [LoggerMessage(
        LogLevel.Error,
        "A piece of the task hub's work could not be finished; it is tried again"
    )]
    internal static partial void Postponed(ILogger logger, Exception reason);
}
