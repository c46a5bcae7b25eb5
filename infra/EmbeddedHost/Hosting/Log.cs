using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost;

/// <summary>What the host itself says; nothing of a request's content.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Function {Function} failed (invocation {Invocation}).")]
    public static partial void Failed(ILogger logger, Exception fault, string function, string invocation);

    [LoggerMessage(2, LogLevel.Debug, "The caller of {Function} went away (invocation {Invocation}).")]
    public static partial void CallerLeft(ILogger logger, string function, string invocation);

    [LoggerMessage(3, LogLevel.Error, "Timer function {Function} failed; it runs again when next due.")]
    public static partial void TimerFailed(ILogger logger, Exception fault, string function);

    [LoggerMessage(4, LogLevel.Error, "The schedule status of {Function} could not be read or stored.")]
    public static partial void ScheduleNotStored(ILogger logger, Exception fault, string function);

    [LoggerMessage(5, LogLevel.Debug, "Timer function {Function} is no longer scheduled.")]
    public static partial void TimerStopped(ILogger logger, string function);

    [LoggerMessage(6, LogLevel.Warning, "The process ends with {Count} invocations still running.")]
    public static partial void CutOff(ILogger logger, int count);
}
