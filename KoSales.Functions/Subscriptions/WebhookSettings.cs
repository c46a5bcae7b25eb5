using KoSales.Domain.Webhooks;
using NodaTime;

namespace KoSales.Functions.Subscriptions;

/// <summary>Section <c>KoSales:Webhooks</c>: how other systems are told of events.</summary>
public sealed class WebhookSettings
{
    public const string Section = "KoSales:Webhooks";

    /// <summary>For local runs and tests alone: http, any port, and addresses of our own network.</summary>
    public bool AllowPrivate { get; set; }

    /// <summary>Ports above 1024 as well; otherwise 443 and 80.</summary>
    public bool AllowHighPorts { get; set; }

    /// <summary>Of one call, from its connection to the end of its answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After the first attempt; four times as long after each further one.</summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan LongestPause { get; set; } = TimeSpan.FromHours(8);

    /// <summary>After so many a delivery is given up; ten take about a day.</summary>
    public int MostAttempts { get; set; } = 10;

    /// <summary>Calls of one subscription at the same time, from one instance of the app.</summary>
    public int SideBySide { get; set; } = 4;

    /// <summary>A subscription whose receiver took nothing for so long is disabled.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromDays(5);

    /// <summary>So many deliveries given up in a row disable a subscription.</summary>
    public int MostDead { get; set; } = 20;

    internal WebhookAddressRules Addresses => new(AllowPrivate, AllowHighPorts);

    internal DeliveryPauses Pauses =>
        new(Duration.FromTimeSpan(FirstPause), Duration.FromTimeSpan(LongestPause), MostAttempts);

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault() =>
        this switch
        {
            { Timeout: var timeout }
                when timeout <= TimeSpan.Zero || timeout > TimeSpan.FromMinutes(1) =>
                $"{Section}:{nameof(Timeout)} is {timeout}, but must be above 0 and at most 1 minute.",
            { FirstPause: var first, LongestPause: var longest }
                when first <= TimeSpan.Zero || longest < first =>
                $"{Section}:{nameof(FirstPause)} ({first}) must be above zero and at most {nameof(LongestPause)} ({longest}).",
            { MostAttempts: < 1 or > 100 } =>
                $"{Section}:{nameof(MostAttempts)} is {MostAttempts}, but must be 1 to 100.",
            { SideBySide: < 1 or > 32 } =>
                $"{Section}:{nameof(SideBySide)} is {SideBySide}, but must be 1 to 32.",
            { MostDead: < 1 } =>
                $"{Section}:{nameof(MostDead)} is {MostDead}, but must be at least 1.",
            { Patience: var patience } when patience <= TimeSpan.Zero =>
                $"{Section}:{nameof(Patience)} is {patience}, but must be above zero.",
            _ => null,
        };
}
