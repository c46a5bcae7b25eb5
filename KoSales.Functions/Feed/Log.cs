using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Feed;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The end of the feed could not be read; its streams wait"
    )]
    public static partial void TailWaits(this ILogger log, Exception exception);
}
