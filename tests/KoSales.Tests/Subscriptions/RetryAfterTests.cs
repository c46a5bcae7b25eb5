using System.Net;
using KoSales.Functions.Subscriptions.Sending;
using NodaTime;

namespace KoSales.Tests.Subscriptions;

public sealed class RetryAfterTests
{
    private static readonly Instant Sent = Instant.FromUtc(2026, 11, 28, 4, 0);

    [Theory]
    [InlineData(429, "120", 120)]
    [InlineData(503, "0", 0)]
    [InlineData(503, "Sat, 28 Nov 2026 04:01:30 GMT", 90)]
    [InlineData(503, "Sat, 28 Nov 2026 03:00:00 GMT", 0)]
    [InlineData(503, "soon", null)]
    [InlineData(503, "-5", null)]
    [InlineData(503, "99999999999999999999", null)]
    [InlineData(503, null, null)]
    [InlineData(500, "120", null)]
    [InlineData(200, "120", null)]
    public void Seconds_and_dates_of_answers_that_ask_for_time(
        int status,
        string? header,
        int? seconds
    )
    {
        using var answer = Answer(status, header);

        Assert.Equal(seconds, RetryAfter.SecondsOf(answer, Sent));
    }

    [Fact]
    public void A_date_is_read_by_the_clock_of_whoever_wrote_it()
    {
        using var answer = Answer(503, "Sat, 28 Nov 2026 09:01:00 GMT");
        answer.Headers.Date = (Sent + Duration.FromHours(5)).ToDateTimeOffset();

        Assert.Equal(60, RetryAfter.SecondsOf(answer, Sent));
    }

    private static HttpResponseMessage Answer(int status, string? header)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status);
        if (header is not null)
            answer.Headers.TryAddWithoutValidation("Retry-After", header);
        return answer;
    }
}
