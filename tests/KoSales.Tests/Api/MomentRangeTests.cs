using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Api.Responses;
using Microsoft.AspNetCore.Http;
using NodaTime;

namespace KoSales.Tests.Api;

public sealed class MomentRangeTests
{
    private static readonly Duration Longest = Duration.FromDays(100);
    private static readonly Instant Autumn = Instant.FromUtc(2026, 9, 1, 0, 0);

    [Fact]
    public void An_end_that_is_not_named_is_as_far_away_as_it_may_be()
    {
        Assert.Null(Given(""));
        Assert.Equal(
            new MomentRange(Autumn, Autumn + Longest),
            Given("?from=2026-09-01T00:00:00Z")
        );
        Assert.Equal(new MomentRange(Autumn - Longest, Autumn), Given("?to=2026-09-01T00:00:00Z"));
        Assert.Equal(
            new MomentRange(Autumn, Autumn + Duration.FromDays(1)),
            Given("?from=2026-09-01T00:00:00Z&to=2026-09-02T00:00:00Z")
        );
    }

    [Theory]
    [InlineData("?from=2026-09-02T00:00:00Z&to=2026-09-01T00:00:00Z")]
    [InlineData("?from=2026-01-01T00:00:00Z&to=2026-09-01T00:00:00Z")]
    [InlineData("?from=autumn")]
    public void What_cannot_be_is_refused(string query) =>
        Assert.Throws<RefusalException>(() => Given(query));

    private static MomentRange? Given(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        return MomentRange.AsGiven(http.Request, Longest);
    }
}
