using KoSales.Functions.Outbox;

namespace KoSales.Tests.Writing;

/// <summary>Leaves every event where it is.</summary>
internal sealed class QuietEvents : IEventDispatcher
{
    public ValueTask DispatchAsync(WriteBatch committed, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;
}
