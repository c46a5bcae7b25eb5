namespace KoSales.Domain.Events;

/// <summary>Gathers the events of bulk work, so that one row of the outbox tells of hundreds of changes.
/// Made for one commit; not thread-safe.</summary>
/// <remarks>
/// A batch is delivered and tried again as one. Its events have no order among themselves, nor towards
/// later events of their entities: it is for the
/// first events of new entities, whose handlers look at what is there by then.
/// </remarks>
public sealed class EventBatch
{
    /// <summary>Facts per row; keeps a row far below the size limit of a document.</summary>
    private const int PerRow = 500;

    private readonly List<OutboxFact> _facts = [];

    public void Add(OutboxFact fact) => _facts.Add(fact);

    /// <summary>Adds the rows to the batch; nothing when there are no events.</summary>
    public void AddTo(WriteBatch batch, Command command)
    {
        foreach (var facts in _facts.Chunk(PerRow))
            batch.Insert(
                OutboxEvents.Collection,
                OutboxEvents.Row(
                    command,
                    new OutboxFact(OutboxEvents.BatchType, facts[0].Entity),
                    OutboxEvents.Grace
                ) with
                {
                    Batch = facts,
                }
            );
    }
}
