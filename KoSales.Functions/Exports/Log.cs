using KoSales.Domain.Jobs;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Exports;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Export {Job} ended as {Status} with {Rows} records"
    )]
    public static partial void Ended(this ILogger log, string job, JobStatus status, long rows);
}
