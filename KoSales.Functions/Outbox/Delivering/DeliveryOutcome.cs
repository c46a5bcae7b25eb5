using NodaTime;

namespace KoSales.Functions.Outbox.Delivering;

/// <summary>What came of one attempt.</summary>
public abstract record DeliveryOutcome
{
    private DeliveryOutcome() { }

    public static readonly DeliveryOutcome Done = new Delivered();

    public static readonly DeliveryOutcome SetAside = new Dead();

    public static readonly DeliveryOutcome Closed = new Removed();

    /// <summary>It is still in the outbox, to be removed.</summary>
    public sealed record Delivered : DeliveryOutcome;

    /// <summary>It has left the outbox.</summary>
    public sealed record Removed : DeliveryOutcome;

    /// <param name="At">When it is tried again.</param>
    /// <param name="Handlers">Names of those that have yet to take it.</param>
    public sealed record Retry(Instant At, IReadOnlyCollection<string> Handlers) : DeliveryOutcome;

    public sealed record Dead : DeliveryOutcome;
}
