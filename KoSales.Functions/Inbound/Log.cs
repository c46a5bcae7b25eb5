using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Inbound;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Handler} failed for delivery {Type} {Id}")]
    public static partial void HandlerFailed(
        this ILogger log,
        string handler,
        string type,
        string id,
        Exception exception
    );

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Delivery {Type} {Id} is set aside ({Error}); see GET /webhooks/events"
    )]
    public static partial void Dead(this ILogger log, string type, string id, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery {Id} is left to the sweep")]
    public static partial void LeftToSweep(this ILogger log, string id, Exception exception);
}
