using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace KoSales.BlobDouble;

/// <summary>An answer before it is sent.</summary>
internal sealed record BlobAnswer(int Status)
{
    private static int _requests;

    public Dictionary<string, string> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Null for the body's own.</summary>
    public long? Length { get; init; }

    public static BlobAnswer Of(int status) => new(status);

    public static BlobAnswer Created(Blob? blob = null) =>
        new(201) { Headers = blob is null ? [] : MarksOf(blob) };

    public static BlobAnswer PropertiesOf(Blob blob) =>
        new(200) { Headers = AllOf(blob), Length = blob.Content.Length };

    public static BlobAnswer ContentOf(Blob blob, int from, int to)
    {
        var headers = AllOf(blob);
        headers["Content-Range"] = string.Create(
            CultureInfo.InvariantCulture,
            $"bytes {from}-{to}/{blob.Content.Length}"
        );
        return new BlobAnswer(200)
        {
            Headers = headers,
            Body = blob.Content.AsMemory(from, to - from + 1),
        };
    }

    public static BlobAnswer Refusal(int status, string code) =>
        Xml(
            status,
            new XElement("Error", new XElement("Code", code), new XElement("Message", code))
        ) with
        {
            Headers = new Dictionary<string, string>
            {
                ["x-ms-error-code"] = code,
                ["Content-Type"] = "application/xml",
            },
        };

    public static BlobAnswer Xml(int status, XElement root) =>
        new(status)
        {
            Headers = new Dictionary<string, string> { ["Content-Type"] = "application/xml" },
            Body = Encoding.UTF8.GetBytes(
                $"<?xml version=\"1.0\" encoding=\"utf-8\"?>{root.ToString(SaveOptions.DisableFormatting)}"
            ),
        };

    public async Task SendAsync(HttpContext http, bool isCut)
    {
        var response = http.Response;
        response.StatusCode = Status;
        foreach (var (name, value) in Headers)
            response.Headers[name] = value;
        response.Headers["x-ms-request-id"] = new Guid(
            Interlocked.Increment(ref _requests),
            0,
            0,
            new byte[8]
        ).ToString();
        response.Headers["x-ms-version"] = http.Request.Headers["x-ms-version"];
        if (HttpMethods.IsHead(http.Request.Method))
        {
            // A refusal has its code in a header then, and says nothing of a body.
            response.ContentLength = Length;
            if (Length is null)
                response.Headers.Remove("Content-Type");
            return;
        }

        response.ContentLength = Length ?? Body.Length;
        await response.Body.WriteAsync(isCut ? Body[..(Body.Length / 2)] : Body);
        if (!isCut)
            return;
        await response.Body.FlushAsync();
        http.Abort();
    }

    private static Dictionary<string, string> AllOf(Blob blob)
    {
        var headers = MarksOf(blob);
        headers["x-ms-blob-type"] = "BlockBlob";
        headers["Accept-Ranges"] = "bytes";
        headers["Content-Type"] = "application/octet-stream";
        foreach (var (name, value) in blob.Metadata)
            headers[$"x-ms-meta-{name}"] = value;
        return headers;
    }

    private static Dictionary<string, string> MarksOf(Blob blob) =>
        new()
        {
            ["ETag"] = blob.ETag,
            ["Last-Modified"] = blob.Written.ToString("R", CultureInfo.InvariantCulture),
        };
}
