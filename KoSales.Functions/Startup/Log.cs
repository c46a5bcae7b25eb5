using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Startup;

internal static partial class Log
{
    [LoggerMessage(
        2101,
        LogLevel.Warning,
        "The start waits, and is tried again every few seconds: {Reason}"
    )]
    public static partial void StartWaits(ILogger logger, Exception exception, string reason);
}
