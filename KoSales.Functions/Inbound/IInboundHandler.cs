using KoSales.Domain.Inbound;

namespace KoSales.Functions.Inbound;

/// <summary>Processes deliveries after they were answered. Registered as a singleton
/// <c>IInboundHandler</c>.</summary>
/// <remarks>
/// Called at least once per delivery, also across a crash in the middle: it is idempotent on the
/// delivery's id, or settles the delivery in the transaction of its effects (<see
/// cref="InboundWork.Settle"/>), which makes them happen once. An exception means that it is tried
/// again. Deliveries of one lane come one by one, in no certain order.
/// </remarks>
public interface IInboundHandler
{
    /// <summary>Whether it wants deliveries of this type; asked when one comes in, hence without
    /// I/O. A type that nobody wants is ignored.</summary>
    bool Accepts(string source, string type);

    Task<InboundOutcome> HandleAsync(InboundWork work, CancellationToken cancellationToken);
}

/// <summary>One attempt at a delivery.</summary>
/// <param name="delivery">As it was seen when the attempt began.</param>
/// <param name="body">As it came.</param>
/// <param name="command">Of the system; its correlation is the delivery's id.</param>
/// <param name="retry">For what fails.</param>
public sealed class InboundWork(
    InboundDelivery delivery,
    ReadOnlyMemory<byte> body,
    Command command,
    InboundRetry retry,
    IDocumentStore store
)
{
    public InboundDelivery Delivery { get; } = delivery;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public Command Command { get; } = command;

    /// <summary>Adds the outcome to the transaction of the effects, which then commits only if
    /// nobody else has settled the delivery (<see cref="CommitStatus.ConditionFailed"/>). Return
    /// the outcome as
    /// <see cref="InboundOutcome.Committed"/> then.</summary>
    public void Settle(WriteBatch batch, InboundOutcome outcome) =>
        batch.Patch(
            Deliveries.Collection,
            Delivery.AsSeen(),
            Delivery.Settled(outcome, retry, Command.Now),
            expected: 1
        );

    /// <summary>False when somebody else has settled or taken the delivery meanwhile: to be asked
    /// before a decision is made a second time.</summary>
    public async ValueTask<bool> IsMineAsync(CancellationToken cancellationToken) =>
        await store.FindAsync(Deliveries.Collection, Delivery.Id, cancellationToken) is { } found
        && found.Version == Delivery.Version;
}
