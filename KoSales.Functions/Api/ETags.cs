using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace KoSales.Functions.Api;

/// <summary>Entity tags: <c>"{id}-{version}"</c>, always strong.</summary>
public static class ETags
{
    public static string Of(string id, int version) => $"\"{id}-{version}\"";

    /// <summary>True when If-None-Match names the tag (weakly compared) or is <c>*</c>.</summary>
    public static bool NoneMatch(HttpRequest request, string etag)
    {
        var given = request.Headers.IfNoneMatch;
        return given.Count > 0 && Names(given, etag, weakly: true);
    }

    /// <summary>True when a list of tags holds this one or is <c>*</c>.</summary>
    internal static bool Names(StringValues given, string etag, bool weakly)
    {
        foreach (var line in given)
        {
            foreach (var part in (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            {
                var tag =
                    weakly && part.StartsWith("W/", StringComparison.Ordinal)
                        ? part.AsSpan(2)
                        : part;
                if (tag is "*" || tag.SequenceEqual(etag))
                    return true;
            }
        }
        return false;
    }
}
