using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost;

/// <summary>What the host itself says; nothing of a request's content.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Function {Function} failed (invocation {Invocation}).")]
    public static partial void Failed(ILogger logger, Exception fault, string function, string invocation);

    [LoggerMessage(2, LogLevel.Debug, "The caller of {Function} went away (invocation {Invocation}).")]
    public static partial void CallerLeft(ILogger logger, string function, string invocation);
}
