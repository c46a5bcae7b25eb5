using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Outbox;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Handler} failed for event {Type} {Id}, attempt {Attempt}"
    )]
    public static partial void HandlerFailed(
        this ILogger log,
        string handler,
        string type,
        string id,
        int attempt,
        Exception exception
    );

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Event {Type} {Id} was set aside after {Attempts} attempts; see GET /admin/outbox"
    )]
    public static partial void SetAside(this ILogger log, string type, string id, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Type} {Id} is left to the relay")]
    public static partial void LeftToRelay(
        this ILogger log,
        string type,
        string id,
        Exception exception
    );

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The outbox could not be read; the events of this commit are left to the relay"
    )]
    public static partial void BacklogUnknown(this ILogger log, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} handled events could not be removed from the outbox yet"
    )]
    public static partial void NotRemoved(this ILogger log, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The relay delivered {Count} events")]
    public static partial void Relayed(this ILogger log, int count);
}
