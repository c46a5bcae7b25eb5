using KoSales.Domain.Entities;
using KoSales.Domain.Timeline;
using KoSales.Functions.Timeline;

namespace KoSales.Functions.Entities.Changing;

/// <summary>Adds to a change of an entity what tells of it: the event for handlers and the timeline entry for
/// people.</summary>
public static class EntityJournal
{
    /// <summary>For what is never folded into an earlier entry: an entity that is new, another status.</summary>
    public static WriteBatch RecordUnfolded<T>(
        this WriteBatch batch,
        EntityFact<T> fact,
        Command command
    )
        where T : Entity =>
        batch.Emit(command, Event(fact)).Insert(Activities.Collection, Entry(fact, command));

    public static ValueTask RecordAsync<T>(
        this TimelineWriter timeline,
        WriteBatch batch,
        EntityFact<T> fact,
        Command command,
        CancellationToken cancellationToken
    )
        where T : Entity
    {
        batch.Emit(command, Event(fact));
        return timeline.RecordAsync(batch, Entry(fact, command), cancellationToken);
    }

    private static OutboxFact Event<T>(EntityFact<T> fact)
        where T : Entity => new(fact.Type, fact.Entity.Ref) { Changed = fact.Paths };

    private static TimelineEntry Entry<T>(EntityFact<T> fact, Command command)
        where T : Entity =>
        Activities.Entry(command, fact.Entity.Ref, fact.Kind, fact.Summary) with
        {
            Changes = fact.Changes,
            Reason = fact.Reason,
            Refs = fact.Refs,
        };
}
