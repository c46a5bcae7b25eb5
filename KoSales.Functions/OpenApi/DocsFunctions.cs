using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.Functions.OpenApi;

public sealed class DocsFunctions(OpenApiCache document)
{
    private const string Cached = "public, max-age=3600";

    [Function("OpenApiGet"), Public]
    [Operation("Get this document", Tag = "docs", ResultType = "application/json")]
    public async Task<Answer> GetDocument(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/openapi.json")]
            HttpRequest request
    )
    {
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return new Answer(StatusCodes.Status200OK, await document.JsonAsync());
    }

    [Function("DocsPage"), Public]
    [Operation("Browse this document", Tag = "docs", ResultType = "text/html")]
    public static Answer GetPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/docs")] HttpRequest request
    )
    {
        var headers = request.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = DocsPage.ContentSecurityPolicy;
        headers.CacheControl = Cached;
        headers["Referrer-Policy"] = "no-referrer";
        return new Answer(StatusCodes.Status200OK, DocsPage.Html)
        {
            ContentType = "text/html; charset=utf-8",
        };
    }

    [Function("DocsPageAsset"), Public]
    public static Answer GetAsset(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/docs/{*asset}")]
            HttpRequest request,
        string asset
    )
    {
        if (DocsPage.Asset(asset) is not { } found)
            throw new RefusalException(Fault.NotFound("asset", "of this name"));
        request.HttpContext.Response.Headers.CacheControl = Cached;
        return new Answer(StatusCodes.Status200OK, found.Content) { ContentType = found.MediaType };
    }
}
