using KoSales.LocalHost.DurableTask.History;

namespace KoSales.LocalHost.DurableTask.Hub;

/// <summary>Removes messages that concern nobody any more.</summary>
internal sealed class DiscardOperation(
    IReadOnlyList<HubMessage> messages,
    long term,
    Action done,
    Action<HubOperation, Exception> failed
) : HubOperation
{
    internal override long? Term => term;

    internal override void Apply(HubTransaction transaction)
    {
        foreach (var message in messages)
            transaction.Consume(message.Seq);
    }

    internal override void Committed() => done();

    internal override void Failed(Exception reason) => failed(this, reason);
}
