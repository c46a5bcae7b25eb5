using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Responses;

/// <summary>A response as a value: it can be written, kept under an idempotency key and replayed.</summary>
/// <param name="Body">UTF-8 JSON; empty for none.</param>
[JsonConverter(typeof(NothingForTheHost<Answer>))]
public sealed record Answer(int Status, ReadOnlyMemory<byte> Body) : IResult
{
    public const string Json = "application/json; charset=utf-8";

    public string ContentType { get; init; } = Json;

    /// <summary>Quoted, such as <c>"K0-100001-2"</c>; null for none.</summary>
    public string? ETag { get; init; }

    /// <summary>Absolute path of the resource made or of the job that makes it; null for none.</summary>
    public string? Location { get; init; }

    /// <summary>Link header (RFC 8288); null for none.</summary>
    public string? Link { get; init; }

    /// <summary>Whose memory <see cref="Body"/> is; given back once the answer is written. Null for memory
    /// of its own.</summary>
    internal PooledBuffer? Owner { get; init; }

    public static Answer NoContent { get; } = new(StatusCodes.Status204NoContent, default);

    /// <summary>200 with JSON in pooled memory, to be executed exactly once.</summary>
    internal static Answer Pooled(PooledBuffer body) =>
        new(StatusCodes.Status200OK, body.Written) { Owner = body };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (ETag is not null)
            response.Headers.ETag = ETag;
        if (Location is not null)
            response.Headers.Location = Location;
        if (Link is not null)
            response.Headers.Link = Link;
        if (Body.IsEmpty)
            return Task.CompletedTask;
        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        return WriteAsync(httpContext);
    }

    private async Task WriteAsync(HttpContext httpContext)
    {
        try
        {
            await httpContext.Response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
        finally
        {
            Owner?.Dispose();
        }
    }
}
