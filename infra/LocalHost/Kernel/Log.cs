using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost;

/// <summary>What the host itself says; nothing of a request's content.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1,
        LogLevel.Error,
        "The request to function {Function} failed outside of the function (invocation {Invocation})."
    )]
    public static partial void Failed(
        ILogger logger,
        Exception fault,
        string function,
        string invocation
    );

    [LoggerMessage(
        3,
        LogLevel.Error,
        "Timer function {Function} could not be run; it runs again when next due."
    )]
    public static partial void TimerFailed(ILogger logger, Exception fault, string function);

    [LoggerMessage(
        4,
        LogLevel.Error,
        "The schedule status of {Function} could not be read or stored."
    )]
    public static partial void ScheduleNotStored(ILogger logger, Exception fault, string function);

    [LoggerMessage(5, LogLevel.Debug, "Timer function {Function} is no longer scheduled.")]
    public static partial void TimerStopped(ILogger logger, string function);

    [LoggerMessage(6, LogLevel.Warning, "The process ends with {Count} invocations still running.")]
    public static partial void CutOff(ILogger logger, int count);
}
