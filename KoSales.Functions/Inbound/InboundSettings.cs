using KoSales.Domain.Inbound;
using NodaTime;

namespace KoSales.Functions.Inbound;

/// <summary>Section <c>KoSales:Inbound</c>: what happens to deliveries that fail.</summary>
public sealed class InboundSettings
{
    public const string Section = "KoSales:Inbound";

    /// <summary>After so many failures a delivery is set aside for a person.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Before the second attempt; doubles from attempt to attempt.</summary>
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(30);

    internal InboundRetries Retries =>
        new(
            MaxAttempts,
            Duration.FromTimeSpan(FirstRetryAfter),
            Duration.FromTimeSpan(MaxRetryAfter)
        );

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault()
    {
        if (MaxAttempts is < 1 or > 100)
            return $"{Section}:{nameof(MaxAttempts)} is {MaxAttempts}, but must be 1 to 100.";
        return FirstRetryAfter <= TimeSpan.Zero || MaxRetryAfter < FirstRetryAfter
            ? $"{Section}:{nameof(FirstRetryAfter)} ({FirstRetryAfter}) must be above zero and at most {nameof(MaxRetryAfter)} ({MaxRetryAfter})."
            : null;
    }
}
