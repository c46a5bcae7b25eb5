namespace KoSales.Functions.Outbox;

/// <summary>The one handler that comes last: it writes its effect in the very commit in which an event leaves
/// the outbox, and so writes it once, however often the event is delivered and by however many processes.</summary>
/// <remarks>As an <see cref="IEventHandler"/> it gets the events in order per entity, and those it fails with
/// again later. No request waits for it.</remarks>
public interface IClosingHandler
{
    /// <inheritdoc cref="IEventHandler.Types"/>
    IReadOnlyCollection<string> Types { get; }

    /// <inheritdoc cref="IEventHandler.Name"/>
    string Name => GetType().Name;

    /// <inheritdoc cref="IEventHandler.IsIdle"/>
    bool IsIdle => false;

    /// <summary>Commits the effect of the rows together with what <see cref="OutboxClosing.Close"/> adds; leaves
    /// out those that do not wait for it any more.</summary>
    /// <param name="rows">Of one entity and, where they were made in this process, one commit; in
    /// order.</param>
    Task CloseAsync(IReadOnlyList<ClosingRow> rows, CancellationToken cancellationToken);
}

/// <summary>A row of the outbox that every handler before the last has been called for.</summary>
/// <param name="Events">Those of the row that the last handler wants; at least one.</param>
/// <param name="Left">What the row says from now on because other handlers have failed with it; null to remove
/// it.</param>
public sealed record ClosingRow(OutboxEvent Row, IReadOnlyList<OutboxEvent> Events, Patch? Left);
