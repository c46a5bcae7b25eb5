using KoSales.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Imports;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Import {Job} ended as {Status}: {Processed} rows, {Failed} of them failed"
    )]
    public static partial void Ended(
        this ILogger log,
        string job,
        JobStatus status,
        long processed,
        long failed
    );

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {Job} failed: {Why}")]
    public static partial void Failed(this ILogger log, string job, string why);
}
