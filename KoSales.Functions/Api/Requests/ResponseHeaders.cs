using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace KoSales.Functions.Api.Requests;

/// <summary>Headers that every answer has, and those that let a browser of an allowed origin read it.</summary>
public sealed class ResponseHeaders(IOptions<CorsOptions> cors)
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Exposed =
        "ETag, Location, Link, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed";

    private readonly IReadOnlySet<string> _origins = cors.Value.Allowed;

    /// <remarks>Nothing is kept by caches unless a function says otherwise: nearly every answer holds
    /// personal data.</remarks>
    public void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = NoSniff;
        headers.CacheControl = NoStore;
        if (_origins.Count > 0)
            AllowOrigin(http);
    }

    /// <summary>What a browser asks before it sends a request of another origin.</summary>
    public void AllowPreflight(HttpContext http, IReadOnlyList<string> methods)
    {
        if (!_origins.Contains(http.Request.Headers.Origin.ToString()))
            return;
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = string.Join(", ", methods);
        headers.AccessControlAllowHeaders =
            "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, X-Import-Options, traceparent";
        headers.AccessControlMaxAge = "600";
    }

    private void AllowOrigin(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.Append("Vary", "Origin");
        if (!_origins.Contains(http.Request.Headers.Origin.ToString()))
            return;
        headers.AccessControlAllowOrigin = http.Request.Headers.Origin;
        headers.AccessControlExposeHeaders = Exposed;
    }
}
