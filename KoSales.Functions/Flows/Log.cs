using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Flows;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A calendar has changed: {Count} pipelines were told to look again"
    )]
    public static partial void HoursChanged(this ILogger log, int count);
}
