using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Api.Requests;

/// <summary>Counts requests per principal and route class, in this process. Thread-safe.</summary>
public sealed class RateLimits(IOptions<RateOptions> options)
{
    private const int MostBuckets = 10_000;

    private readonly ConcurrentDictionary<(string Principal, RouteClass Class), Bucket> _buckets =
        new();
    private readonly bool _enabled = options.Value.Enabled;

    /// <summary>Takes one permit and says in the headers what is left; refuses with 429.</summary>
    public void Count(string principal, RouteClass routeClass, HttpResponse response)
    {
        if (!_enabled)
            return;
        if (!_buckets.TryGetValue((principal, routeClass), out var bucket))
            bucket = Add(principal, routeClass);
        var admitted = bucket.Take(out var left);
        response.Headers["RateLimit-Policy"] = bucket.Policy;
        response.Headers["RateLimit"] = bucket.Left(left);
        if (!admitted)
            throw new RefusalException(Exceeded());
    }

    private Bucket Add(string principal, RouteClass routeClass)
    {
        if (_buckets.Count >= MostBuckets)
            Forget();
        return _buckets.GetOrAdd(
            (principal, routeClass),
            static (key, rates) => new Bucket(key.Class, rates.For(key.Class)),
            options.Value
        );
    }

    // A full bucket says the same as none. It is not disposed: a request may be taking from it, and it
    // holds no timer.
    private void Forget()
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.IsFull)
                _buckets.TryRemove(key, out _);
        }
    }

    private sealed class Bucket(RouteClass routeClass, RateLimit limit) : IDisposable
    {
        private readonly string _name = $"\"{WireNames<RouteClass>.Of(routeClass)}\"";

        private readonly TokenBucketRateLimiter _limiter = new(
            new TokenBucketRateLimiterOptions
            {
                AutoReplenishment = false,
                TokenLimit = limit.Burst,
                TokensPerPeriod = Math.Max(1, limit.PerSecond / 20),
                ReplenishmentPeriod = TimeSpan.FromSeconds(
                    Math.Max(1, limit.PerSecond / 20) / (double)limit.PerSecond
                ),
                QueueLimit = 0,
            }
        );

        public string Policy { get; } =
            string.Create(
                CultureInfo.InvariantCulture,
                $"\"{WireNames<RouteClass>.Of(routeClass)}\";q={limit.Burst};w={Math.Max(1, limit.Burst / limit.PerSecond)}"
            );

        public bool IsFull
        {
            get
            {
                _limiter.TryReplenish();
                return _limiter.IdleDuration is not null;
            }
        }

        public bool Take(out long left)
        {
            _limiter.TryReplenish();
            using var lease = _limiter.AttemptAcquire();
            left = _limiter.GetStatistics()!.CurrentAvailablePermits;
            return lease.IsAcquired;
        }

        /// <summary>r: requests left; t: seconds until the bucket is full again.</summary>
        public string Left(long left) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_name};r={left};t={(limit.Burst - left + limit.PerSecond - 1) / limit.PerSecond}"
            );

        public void Dispose() => _limiter.Dispose();
    }

    private static Fault Exceeded() =>
        new(
            FaultKind.Throttled,
            "rate.exceeded",
            "These are too many requests of this kind for now; wait as Retry-After says.",
            null,
            new Dictionary<string, Fact> { [Failures.RetryAfter] = 1 }
        );
}
