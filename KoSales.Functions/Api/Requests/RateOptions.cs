namespace KoSales.Functions.Api.Requests;

/// <summary><c>KoSales:Rate</c>. The defaults let 32 busy clients of one principal pass on one machine;
/// they stop runaways, not load.</summary>
public sealed class RateOptions
{
    public const string Section = "KoSales:Rate";

    public bool Enabled { get; set; } = true;

    public RateLimit Read { get; set; } = new() { PerSecond = 60_000, Burst = 120_000 };

    public RateLimit Write { get; set; } = new() { PerSecond = 20_000, Burst = 40_000 };

    public RateLimit Bulk { get; set; } = new() { PerSecond = 200, Burst = 1_000 };

    /// <summary>Log in and the like; also counts failed tokens, per address.</summary>
    public RateLimit Auth { get; set; } = new() { PerSecond = 20, Burst = 600 };

    public RateLimit Webhook { get; set; } = new() { PerSecond = 10_000, Burst = 20_000 };

    public RateLimit For(RouteClass routeClass) =>
        routeClass switch
        {
            RouteClass.Read => Read,
            RouteClass.Write => Write,
            RouteClass.Bulk => Bulk,
            RouteClass.Auth => Auth,
            RouteClass.Webhook => Webhook,
        };

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        Enum.GetValues<RouteClass>()
            .Where(c => For(c).PerSecond < 1 || For(c).Burst < For(c).PerSecond)
            .Select(c =>
                $"{Section}:{c}: PerSecond is {For(c).PerSecond} and Burst {For(c).Burst}; PerSecond must be at least 1 and Burst at least PerSecond."
            )
            .FirstOrDefault();
}

/// <summary>A token bucket of one principal and route class.</summary>
public sealed class RateLimit
{
    /// <summary>Requests per second that can go on for ever.</summary>
    public int PerSecond { get; set; }

    /// <summary>Requests at once after a rest.</summary>
    public int Burst { get; set; }
}
