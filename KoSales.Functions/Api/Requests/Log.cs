using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Api.Requests;

/// <summary>What the request middleware says. Paths and bodies may hold personal data and stay out.</summary>
internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Error, "Function {Function} failed (trace {TraceId}).")]
    public static partial void Failed(
        ILogger logger,
        Exception fault,
        string function,
        string traceId
    );

    [LoggerMessage(
        2002,
        LogLevel.Warning,
        "The store did not answer function {Function} (trace {TraceId}): {Reason}"
    )]
    public static partial void StoreUnavailable(
        ILogger logger,
        string function,
        string traceId,
        string reason
    );

    [LoggerMessage(
        2003,
        LogLevel.Warning,
        "The answer of function {Function} could not be kept under its Idempotency-Key (trace {TraceId})."
    )]
    public static partial void AnswerNotKept(ILogger logger, string function, string traceId);
}
