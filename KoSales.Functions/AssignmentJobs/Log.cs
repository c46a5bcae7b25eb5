using KoSales.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.AssignmentJobs;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Assignment job {Job} ended as {Status}: {Assigned} assigned, {Failed} failed"
    )]
    public static partial void Ended(
        this ILogger log,
        string job,
        JobStatus status,
        long assigned,
        long failed
    );

    [LoggerMessage(Level = LogLevel.Error, Message = "Assignment job {Job} failed: {Why}")]
    public static partial void Failed(this ILogger log, string job, string why);
}
