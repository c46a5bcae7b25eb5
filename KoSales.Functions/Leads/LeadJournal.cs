using KoSales.Domain.Leads;
using KoSales.Domain.Timeline;
using KoSales.Functions.Timeline;

namespace KoSales.Functions.Leads;

/// <summary>Adds to a change of a lead what tells of it: the event for handlers and the timeline entry for
/// people.</summary>
public sealed class LeadJournal(TimelineWriter timeline)
{
    /// <summary>For a lead that is new, hence has no timeline to fold into.</summary>
    public static void RecordNew(WriteBatch batch, LeadFact fact, Command command) =>
        batch.Emit(command, Event(fact)).Insert(Activities.Collection, Entry(fact, command));

    public ValueTask RecordAsync(
        WriteBatch batch,
        LeadFact fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.Emit(command, Event(fact));
        return timeline.RecordAsync(batch, Entry(fact, command), cancellationToken);
    }

    private static OutboxFact Event(LeadFact fact) =>
        new(fact.Type, fact.Lead.Id.Ref) { Changed = fact.Paths };

    private static TimelineEntry Entry(LeadFact fact, Command command) =>
        Activities.Entry(command, fact.Lead.Id.Ref, fact.Kind, fact.Summary) with
        {
            Changes = fact.Changes,
            Reason = fact.Reason,
            Refs = fact.Refs,
        };
}
