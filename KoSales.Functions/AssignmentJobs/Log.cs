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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Assignment job {Job} waited without an orchestration; it is started now"
    )]
    public static partial void StartedLate(this ILogger log, string job);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Assignment job {Job} will look at its state later: its orchestration could not be told"
    )]
    public static partial void NotWoken(this ILogger log, Exception exception, string job);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Assignment job {Job} was cancelled long ago and its orchestration has not ended it; it is ended now"
    )]
    public static partial void EndedByForce(this ILogger log, string job);
}
