namespace KoSales.Functions.Api.Endpoints;

/// <summary>Which rate limit a function counts against. Without <see cref="RateAttribute"/>: GET and HEAD
/// read, all else write.</summary>
public enum RouteClass
{
    Read,
    Write,

    /// <summary>Batches, imports, exports, previews over many records.</summary>
    Bulk,

    /// <summary>Log in, refresh, password.</summary>
    Auth,

    /// <summary>Signed calls of other systems.</summary>
    Webhook,
}

[AttributeUsage(AttributeTargets.Method)]
public sealed class RateAttribute(RouteClass routeClass) : Attribute
{
    public RouteClass RouteClass { get; } = routeClass;
}

/// <summary>The answer holds tokens or personal data: it is never kept under an Idempotency-Key, so a
/// repeated call acts again.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NotStoredAttribute : Attribute;

/// <summary>A body limit other than 1 MiB.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BodyLimitAttribute(long bytes) : Attribute
{
    public const long Default = 1024 * 1024;

    public const long Batch = 5 * 1024 * 1024;

    public long Bytes { get; } = bytes;
}

/// <summary>The function reads its body as a stream of any size by itself; an Idempotency-Key then goes by
/// length and headers, not by content.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StreamedBodyAttribute : Attribute;
