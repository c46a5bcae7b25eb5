using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Patching;

internal static class IfMatches
{
    /// <summary>Null when the header is missing: a deletion may do without.</summary>
    public static IfMatch? Optional(HttpRequest request) =>
        request.Headers.IfMatch.Count == 0 ? null : IfMatch.Of(request);
}
