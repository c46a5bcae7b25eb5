using Microsoft.AspNetCore.Http;

namespace KoSales.BlobDouble;

/// <summary>A request, taken apart.</summary>
internal sealed class BlobCall
{
    private readonly HttpRequest _request;

    private BlobCall(HttpRequest request, string container, string blob)
    {
        _request = request;
        Container = container;
        Blob = blob;
        Operation = OperationOf(request, blob);
    }

    public string Container { get; }

    /// <summary>Empty for a request to the container.</summary>
    public string Blob { get; }

    public BlobOperation Operation { get; }

    public IHeaderDictionary Headers => _request.Headers;

    public BlobConditions Conditions => new(Header("If-Match"), Header("If-None-Match"));

    public static BlobCall Of(HttpRequest request)
    {
        var parts = request.Path.Value!.TrimStart('/').Split('/', 3);
        return new BlobCall(
            request,
            parts.ElementAtOrDefault(1) ?? "",
            parts.ElementAtOrDefault(2) ?? ""
        );
    }

    public string? Header(string name) =>
        _request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>Empty for none.</summary>
    public string Query(string name) => _request.Query[name].ToString();

    private static BlobOperation OperationOf(HttpRequest request, string blob)
    {
        var what = request.Query["comp"].ToString();
        return (request.Method, blob.Length > 0, what) switch
        {
            ("PUT", false, _) => BlobOperation.CreateContainer,
            ("GET", false, "list") => BlobOperation.ListBlobs,
            (_, false, _) => BlobOperation.GetContainerProperties,
            ("PUT", true, "block") => BlobOperation.PutBlock,
            ("PUT", true, "blocklist") => BlobOperation.PutBlockList,
            ("PUT", true, _) => BlobOperation.PutBlob,
            ("HEAD", true, _) => BlobOperation.GetBlobProperties,
            ("DELETE", true, _) => BlobOperation.DeleteBlob,
            _ => BlobOperation.GetBlob,
        };
    }
}
