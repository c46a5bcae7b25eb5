using KoSales.Domain.Deals;
using KoSales.Domain.Entities;
using KoSales.Domain.Quotations;
using KoSales.Domain.Timeline;
using KoSales.Functions.Sla.Clocks;

namespace KoSales.Functions.Quotations;

/// <summary>The sweep's part about quotations: those whose last day has passed end, those that wait are
/// reminded of. Each once, on the condition that the deal is as it was read.</summary>
public sealed class QuotationRounds : ISweepRound
{
    public Task<(int Count, bool Ended)> MarkAsync(
        SweepPages pages,
        CancellationToken cancellationToken
    ) => pages.MarkAsync(DealStore.Collection, DealStore.QuotationsDue, Add, cancellationToken);

    private static ValueTask Add(WriteBatch batch, Deal deal, Command command)
    {
        if (deal.Due(command) is not { } due)
            return ValueTask.CompletedTask;
        // A reminder changes nothing that is shown, but when the next one is due.
        var next = deal.With(due, command);
        var isShown = next.Changes.Count > 0;
        var stored = isShown ? next.Entity : Again(deal, due, command);
        batch
            .Replace(DealStore.Collection, stored)
            .Emit(command, QuotationWriter.EventOf(stored, due));
        if (isShown)
            batch
                .Emit(command, new OutboxFact(next.Type, deal.Ref) { Changed = next.Paths })
                .Insert(Activities.Collection, EntryOf(next, command));
        return ValueTask.CompletedTask;
    }

    private static Deal Again(Deal deal, QuotationFact due, Command command) =>
        deal.Holding(due, command.Now) with
        {
            Version = deal.Version + 1,
        };

    private static TimelineEntry EntryOf(EntityFact<Deal> fact, Command command) =>
        Activities.Entry(command, fact.Entity.Ref, fact.Kind, fact.Summary) with
        {
            Changes = fact.Changes,
        };
}
