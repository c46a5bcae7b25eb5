using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace KoSales.Functions.Api.Requests;

/// <summary>Headers that every answer has, and those that let a browser of an allowed origin read it.</summary>
public sealed class ResponseHeaders(IOptions<CorsOptions> cors, ICorsService service)
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoStore = "no-store";

    private static readonly string[] Exposed =
    [
        "ETag",
        "Location",
        "Link",
        "Retry-After",
        "RateLimit",
        "RateLimit-Policy",
        "Idempotency-Replayed",
    ];

    private static readonly string[] Accepted =
    [
        "Authorization",
        "Content-Type",
        "If-Match",
        "If-None-Match",
        "Idempotency-Key",
        "Last-Event-ID",
        "X-Import-Options",
        "traceparent",
    ];

    private readonly IReadOnlySet<string> _origins = cors.Value.Allowed;

    /// <remarks>Nothing is kept by caches unless a function says otherwise: nearly every answer holds
    /// personal data.</remarks>
    public void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.CacheControl = NoStore;
        if (_origins.Count == 0)
            return;
        // Said to all, so that a cache keeps no answer to one origin for another.
        headers.Append("Vary", "Origin");
        if (!IsPreflight(http))
            Apply(http, Policy([]));
    }

    /// <summary>What a browser asks before it sends a request of another origin.</summary>
    public void AllowPreflight(HttpContext http, IReadOnlyList<string> methods)
    {
        if (_origins.Count > 0 && IsPreflight(http))
            Apply(http, Policy(methods));
    }

    private void Apply(HttpContext http, CorsPolicy policy)
    {
        if (http.Request.Headers.Origin.Count == 0)
            return;
        var result = service.EvaluatePolicy(http, policy);
        result.VaryByOrigin = false;
        service.ApplyResult(result, http.Response);
    }

    private CorsPolicy Policy(IReadOnlyList<string> methods) =>
        new CorsPolicyBuilder()
            .SetIsOriginAllowed(_origins.Contains)
            .WithMethods([.. methods])
            .WithHeaders(Accepted)
            .WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(TimeSpan.FromMinutes(10))
            .Build();

    private static bool IsPreflight(HttpContext http) =>
        HttpMethods.IsOptions(http.Request.Method)
        && http.Request.Headers.AccessControlRequestMethod.Count > 0;
}
