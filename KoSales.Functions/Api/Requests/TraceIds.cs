using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace KoSales.Functions.Api.Requests;

internal static class TraceIds
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    // 00-{32 hex}-{16 hex}-{2 hex}
    private const int TraceStart = 3;
    private const int TraceLength = 32;
    private const int ParentLength = 55;

    /// <summary>The caller's trace when it sent a good traceparent, else a new one.</summary>
    public static string Of(HttpContext http)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return activity.TraceId.ToHexString();
        var parent = http.Request.Headers.TraceParent.ToString();
        return parent.Length >= ParentLength && IsTrace(parent.AsSpan(TraceStart, TraceLength))
            ? parent.Substring(TraceStart, TraceLength)
            : ActivityTraceId.CreateRandom().ToHexString();
    }

    private static bool IsTrace(ReadOnlySpan<char> id) =>
        !id.ContainsAnyExcept(Hex) && id.ContainsAnyExcept('0');
}
