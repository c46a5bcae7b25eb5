using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Flows;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Count} orchestrations that ended long ago were removed from the task hub"
    )]
    public static partial void Purged(this ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A calendar has changed: {Count} pipelines were told to look again"
    )]
    public static partial void HoursChanged(this ILogger log, int count);
}
