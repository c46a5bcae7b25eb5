using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Api.Requests;

/// <summary>Counts requests per principal and route class, in this process. Buckets that are full again are
/// forgotten. Thread-safe.</summary>
public sealed class RateLimits(IOptions<RateOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<Caller> _limiter = PartitionedRateLimiter.Create<
        Caller,
        Caller
    >(caller =>
        RateLimitPartition.GetTokenBucketLimiter(
            caller,
            key => BucketOf(options.Value.For(key.Class))
        )
    );

    private readonly bool _enabled = options.Value.Enabled;

    /// <summary>Takes one permit and says in the headers what is left; refuses with 429.</summary>
    public void Count(string principal, RouteClass routeClass, HttpResponse response)
    {
        if (!_enabled)
            return;
        var caller = new Caller(principal, routeClass);
        using var lease = _limiter.AttemptAcquire(caller);
        var limit = options.Value.For(routeClass);
        var left = _limiter.GetStatistics(caller)?.CurrentAvailablePermits ?? limit.Burst;
        var name = $"\"{WireNames<RouteClass>.Of(routeClass)}\"";
        response.Headers["RateLimit-Policy"] = PolicyOf(name, limit);
        response.Headers["RateLimit"] = LeftOf(name, limit, left);
        if (!lease.IsAcquired)
            throw new RefusalException(Exceeded());
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Replenished twenty times a second, or as often as there is a whole permit.</summary>
    private static TokenBucketRateLimiterOptions BucketOf(RateLimit limit)
    {
        var permits = Math.Max(1, limit.PerSecond / 20);
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = limit.Burst,
            TokensPerPeriod = permits,
            ReplenishmentPeriod = TimeSpan.FromSeconds(permits / (double)limit.PerSecond),
            QueueLimit = 0,
        };
    }

    private static string PolicyOf(string name, RateLimit limit) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name};q={limit.Burst};w={Math.Max(1, limit.Burst / limit.PerSecond)}"
        );

    /// <summary>r: requests left; t: seconds until the bucket is full again.</summary>
    private static string LeftOf(string name, RateLimit limit, long left) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{name};r={left};t={(limit.Burst - left + limit.PerSecond - 1) / limit.PerSecond}"
        );

    private static Fault Exceeded() =>
        new(
            FaultKind.Throttled,
            "rate.exceeded",
            "These are too many requests of this kind for now; wait as Retry-After says.",
            null,
            new Dictionary<string, Fact> { [Failures.RetryAfter] = 1 }
        );

    private readonly record struct Caller(string Principal, RouteClass Class);
}
