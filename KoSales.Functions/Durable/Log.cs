using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Durable;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} orchestrations that ended long ago were removed from the task hub"
    )]
    public static partial void Purged(this ILogger log, int count);
}
