using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace KoSales.Functions.Api.Responses;

/// <summary>Entity tags: <c>"{id}-{version}"</c>, always strong.</summary>
public static class ETags
{
    public static string Of(string id, int version) => $"\"{id}-{version}\"";

    /// <summary>True when If-None-Match names the tag (weakly compared) or is <c>*</c>.</summary>
    public static bool NoneMatch(HttpRequest request, string etag) =>
        request.Headers.IfNoneMatch.Count > 0
        && Names(Listed(request.Headers.IfNoneMatch), etag, strongly: false);

    /// <summary>The tags of a header; none when one of them cannot be read.</summary>
    internal static IList<EntityTagHeaderValue> Listed(StringValues header) =>
        EntityTagHeaderValue.TryParseStrictList([.. header.OfType<string>()], out var tags)
            ? tags
            : [];

    /// <summary>True when a list of tags holds this one or <c>*</c>.</summary>
    internal static bool Names(IEnumerable<EntityTagHeaderValue> given, string etag, bool strongly)
    {
        var current = EntityTagHeaderValue.Parse(etag);
        return given.Any(tag =>
            tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, strongly)
        );
    }
}
