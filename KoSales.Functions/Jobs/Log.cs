using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Jobs;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {Job} was queued without an orchestration; it is started now"
    )]
    public static partial void StartedLate(this ILogger log, string job);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Job {Job} did not end within minutes of being cancelled; its orchestration is ended for it"
    )]
    public static partial void EndedByForce(this ILogger log, string job);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Job {Job} will look at its state later: its orchestration could not be told"
    )]
    public static partial void NotWoken(this ILogger log, Exception exception, string job);
}
