using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace KoSales.Functions.Api.Requests;

/// <summary>Turns whatever a function threw into the answer that the caller gets; logs once what is our
/// failure.</summary>
public sealed class Failures(ILogger<Failures> logger)
{
    /// <summary>Fact of a fault that becomes the Retry-After header, in seconds.</summary>
    internal const string RetryAfter = "retry_after";

    private const int StoreRetrySeconds = 2;

    /// <param name="function">For the log.</param>
    public Answer AnswerTo(Exception exception, HttpContext http, string function, string traceId)
    {
        var faults = FaultsOf(exception, function, traceId);
        var status = StatusOf(exception, faults);
        faults ??=
        [
            new Fault(
                FaultKind.Unavailable,
                "server.failed",
                "Something went wrong on our side; tell us the trace id if it happens again."
            ),
        ];
        Headers(http, faults[0]);
        return new Answer(
            status,
            ProblemDocument.Write(
                status,
                faults,
                traceId,
                http.Request.PathBase + http.Request.Path
            )
        )
        {
            ContentType = ProblemDocument.MediaType,
        };
    }

    private static int StatusOf(Exception exception, IReadOnlyList<Fault>? faults)
    {
        if (exception is BadHttpRequestException bad)
            return bad.StatusCode;
        return faults is null
            ? StatusCodes.Status500InternalServerError
            : ProblemDocument.StatusOf(faults[0].Kind);
    }

    private static readonly Fault NoHttp = new(
        FaultKind.Malformed,
        "request.malformed",
        "The request does not follow HTTP as it should."
    );

    private static readonly Fault NoPath = new(
        FaultKind.NotFound,
        "route.not_found",
        "There is nothing at this path; a part of it does not have the form that it should."
    );

    private static readonly Fault NoStore = new(
        FaultKind.Unavailable,
        "store.unavailable",
        "The store does not answer for the moment; nothing was changed unless a repeat with the same Idempotency-Key says so.",
        null,
        new Dictionary<string, Fact> { [RetryAfter] = StoreRetrySeconds }
    );

    /// <summary>Null for what nobody expected.</summary>
    private IReadOnlyList<Fault>? FaultsOf(Exception exception, string function, string traceId)
    {
        switch (exception)
        {
            case RefusalException refusal:
                return refusal.Faults;
            case BadHttpRequestException:
                return [NoHttp];
            case FunctionInputConverterException:
                return [NoPath];
            case StoreUnavailableException unavailable:
                Log.StoreUnavailable(logger, function, traceId, unavailable.Message);
                return [NoStore];
            case DocumentTooLargeException:
                return
                [
                    new Fault(
                        FaultKind.Invalid,
                        "record.too_large",
                        "The record would become larger than the 16 MB that the store holds; make it smaller, or split it."
                    ),
                ];
            default:
                Log.Failed(logger, exception, function, traceId);
                return null;
        }
    }

    private static void Headers(HttpContext http, Fault first)
    {
        var headers = http.Response.Headers;
        if (first.Kind == FaultKind.Unauthenticated)
            headers.WWWAuthenticate = Challenge(http.Request);
        if (first.Facts is null)
            return;
        if (first.Facts.TryGetValue(RetryAfter, out var seconds))
            headers.RetryAfter = seconds.ToString();
        if (first.Facts.TryGetValue(Patching.IfMatch.CurrentETag, out var etag))
            headers.ETag = etag.ToString();
    }

    private static string Challenge(HttpRequest request) =>
        request.Headers.Authorization.Count == 0
            ? "Bearer realm=\"KO Sales\""
            : "Bearer realm=\"KO Sales\", error=\"invalid_token\"";
}
