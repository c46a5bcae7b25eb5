using KoSales.Functions.Api.Endpoints;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace KoSales.Tests.Api.Requests;

public sealed class RateLimitTests
{
    [Fact]
    public void Each_principal_and_class_has_a_bucket_of_its_own()
    {
        using var limits = new RateLimits(
            Options.Create(
                new RateOptions
                {
                    Write = new RateLimit { PerSecond = 1, Burst = 2 },
                    Read = new RateLimit { PerSecond = 1, Burst = 1 },
                }
            )
        );
        var response = new DefaultHttpContext().Response;

        limits.Count("A0-1", RouteClass.Write, response);
        Assert.Equal("\"write\";q=2;w=2", response.Headers["RateLimit-Policy"]);
        Assert.Equal("\"write\";r=1;t=1", response.Headers["RateLimit"]);

        var refused = Assert.Throws<RefusalException>(UseUp);
        Assert.Equal("rate.exceeded", refused.Faults[0].Code);
        limits.Count("A0-1", RouteClass.Read, response);
        limits.Count("A0-2", RouteClass.Write, response);

        // One more comes each second, also while this runs.
        void UseUp()
        {
            while (true)
                limits.Count("A0-1", RouteClass.Write, response);
        }
    }

    [Fact]
    public void Switched_off_it_counts_nothing()
    {
        using var limits = new RateLimits(
            Options.Create(
                new RateOptions
                {
                    Enabled = false,
                    Write = new RateLimit { PerSecond = 1, Burst = 1 },
                }
            )
        );
        var response = new DefaultHttpContext().Response;

        for (var i = 0; i < 10; i++)
            limits.Count("A0-1", RouteClass.Write, response);

        Assert.False(response.Headers.ContainsKey("RateLimit"));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(10, 5)]
    public void Limits_that_make_no_sense_are_refused_in_words(int perSecond, int burst) =>
        Assert.Contains(
            $"PerSecond is {perSecond} and Burst {burst}",
            new RateOptions
            {
                Bulk = new RateLimit { PerSecond = perSecond, Burst = burst },
            }.Fault(),
            StringComparison.Ordinal
        );

    [Fact]
    public void The_defaults_are_in_order() => Assert.Null(new RateOptions().Fault());
}
