using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Jobs;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} was queued without an orchestration; it is started now")]
    public static partial void StartedLate(this ILogger log, string job);
}
