namespace KoSales.Functions.Outbox;

/// <summary>Section <c>KoSales:Outbox</c>.</summary>
public sealed class OutboxOptions
{
    public const string Section = "KoSales:Outbox";

    /// <summary>How long a request waits for the handlers of its own events.</summary>
    public TimeSpan InlineBudget { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a relay holds what it has taken. A handler that takes longer may be called a
    /// second time.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Delay before the second attempt; doubles from attempt to attempt.</summary>
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>After so many failures an event is set aside for a person.</summary>
    public int MaxAttempts { get; set; } = 8;

    /// <summary>Events waiting for their handlers in this process; what comes above is left to the
    /// relay.</summary>
    public int MaxInFlight { get; set; } = 10_000;

    /// <summary>Events taken by a relay at once, 1 to 1,000.</summary>
    public int RelayPage { get; set; } = 200;

    /// <summary>The first sentence that says what is wrong, or null.</summary>
    public string? Fault() => FaultOfTimes() ?? FaultOfCounts();

    private string? FaultOfTimes() =>
        this switch
        {
            { InlineBudget: var budget } when budget < TimeSpan.Zero =>
                $"{Section}:InlineBudget is {budget}, but must not be negative.",
            { Lease: var lease } when lease < TimeSpan.FromSeconds(5) =>
                $"{Section}:Lease is {lease}, but must be at least 5 s.",
            { Lease: var lease, InlineBudget: var budget } when budget >= lease =>
                $"{Section}:InlineBudget ({budget}) must be shorter than Lease ({lease}).",
            { FirstRetryAfter: var first, MaxRetryAfter: var max }
                when first <= TimeSpan.Zero || max < first =>
                $"{Section}:FirstRetryAfter ({first}) must be above zero and at most MaxRetryAfter ({max}).",
            _ => null,
        };

    private string? FaultOfCounts() =>
        this switch
        {
            { MaxAttempts: < 1 or > 100 } =>
                $"{Section}:MaxAttempts is {MaxAttempts}, but must be 1 to 100.",
            { MaxInFlight: < 1 } =>
                $"{Section}:MaxInFlight is {MaxInFlight}, but must be at least 1.",
            { RelayPage: < 1 or > 1000 } =>
                $"{Section}:RelayPage is {RelayPage}, but must be 1 to 1,000.",
            _ => null,
        };

    /// <param name="attempts">Failed attempts so far, from 1.</param>
    public TimeSpan RetryAfter(int attempts) =>
        TimeSpan.FromTicks(
            (long)Math.Min(MaxRetryAfter.Ticks, FirstRetryAfter.Ticks * Math.Pow(2, attempts - 1))
        );
}
