using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.Api.Requests;

/// <summary>What no other function takes: unknown paths, known paths with another method, and preflights of
/// browsers.</summary>
public sealed class FallbackFunctions(ApiRoutes routes, ResponseHeaders headers)
{
    private const string Version = "v1/";

    [Function("ZzFallback"), Public]
    public Answer Handle(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "v1/{*path}")] HttpRequest request
    )
    {
        var path = Version + (request.RouteValues["path"] as string)?.Trim('/');
        var methods = routes.MethodsAt(path);
        if (methods.Count == 0)
            throw NotFound();
        request.HttpContext.Response.Headers.Allow = string.Join(
            ", ",
            [.. methods, HttpMethods.Options]
        );
        if (!HttpMethods.IsOptions(request.Method))
            return NotAllowed(request);
        headers.AllowPreflight(request.HttpContext, methods);
        return Answer.NoContent;
    }

    private static RefusalException NotFound() =>
        new(
            new Fault(
                FaultKind.NotFound,
                "route.not_found",
                "There is nothing at this path; see /api/v1/docs for what there is."
            )
        );

    private static Answer NotAllowed(HttpRequest request)
    {
        var fault = new Fault(
            FaultKind.Malformed,
            "route.method_not_allowed",
            "This path does not take this method; the Allow header says which it takes."
        );
        var body = ProblemDocument.Write(
            StatusCodes.Status405MethodNotAllowed,
            [fault],
            RequestState.Of(request.HttpContext).TraceId,
            request.PathBase + request.Path
        );
        return new Answer(StatusCodes.Status405MethodNotAllowed, body)
        {
            ContentType = ProblemDocument.MediaType,
        };
    }
}
