using KoSales.Domain.Cohorts;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Cohorts;

internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The cohort's action {Effect} ({Type}) was refused: {Code}"
    )]
    public static partial void ActionRefused(
        this ILogger log,
        string effect,
        CohortActionType type,
        string code
    );

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Scheduled re-evaluation of {Places} places: {Joined} joined, {Left} left"
    )]
    public static partial void Reevaluated(this ILogger log, int places, int joined, int left);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The rule of cohort {Cohort} no longer holds ({Code}); its members stay as they are"
    )]
    public static partial void Frozen(this ILogger log, string cohort, string code);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The nightly evaluation of cohort {Cohort} found a drift of {Drift}"
    )]
    public static partial void Drifted(this ILogger log, string cohort, long drift);
}
