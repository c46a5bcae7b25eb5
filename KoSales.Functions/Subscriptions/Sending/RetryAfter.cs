using System.Net;
using NodaTime;

namespace KoSales.Functions.Subscriptions.Sending;

/// <summary>How long a receiver that has too much to do wants to be left alone (RFC 9110, 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>Whole seconds, from 0; null where the answer does not say, or is not one of 429 and 503.</summary>
    /// <param name="sentAt">For a date in an answer that does not tell what time it is over there.</param>
    public static int? SecondsOf(HttpResponseMessage answer, Instant sentAt)
    {
        if (
            answer.StatusCode
            is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
        )
            return null;
        var asked = answer.Headers.RetryAfter;
        var now = answer.Headers.Date ?? sentAt.ToDateTimeOffset();
        return (asked?.Delta ?? asked?.Date - now) is { } wait
            ? (int)Math.Clamp(Math.Ceiling(wait.TotalSeconds), 0, int.MaxValue)
            : null;
    }
}
