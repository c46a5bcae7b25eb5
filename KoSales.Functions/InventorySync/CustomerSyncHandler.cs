using KoSales.Domain.Inbound;
using KoSales.Domain.InventorySync;
using KoSales.Functions.Inbound;
using KoSales.Functions.InventorySync.Applying;
using KoSales.Functions.Writing;

namespace KoSales.Functions.InventorySync;

/// <summary>Brings customers up to date by what the inventory system tells of them. Account,
/// customer and delivery are one transaction, so that each event counts once.</summary>
public sealed class CustomerSyncHandler(SyncWriter writer, AccountMerges merges, Commits commits)
    : IInboundHandler
{
    public bool Accepts(string source, string type) =>
        source == InboundSources.Inventory && SyncTypes.All.Contains(type);

    public async Task<InboundOutcome> HandleAsync(
        InboundWork work,
        CancellationToken cancellationToken
    )
    {
        var origin = new SyncOrigin(work.Delivery.Id, work.Delivery.CreatedAt);
        var told = SyncReader.Read(work.Body.Span, origin);
        if (told.IsRefused)
            return SyncWriter.Refused(told.Faults).Outcome;
        var request = new SyncRequest(told.Value, work.Command) { Choice = work.Delivery.Choice };
        var result = await ApplyAsync(work, request, cancellationToken);
        if (!result.NeedsMerges)
            return result.Outcome;
        var fault = await merges.CarryAsync(
            told.Value.Event.ExternalId,
            work.Command,
            cancellationToken
        );
        return fault is null ? result.Outcome : InboundOutcome.Failed(fault.Code);
    }

    private Task<SyncResult> ApplyAsync(
        InboundWork work,
        SyncRequest request,
        CancellationToken cancellationToken
    ) =>
        commits.CarryAsync(
            $"what {work.Delivery.Id} is about",
            async attempt =>
            {
                if (attempt.Number > 1 && !await work.IsMineAsync(cancellationToken))
                    return new SyncResult(InboundOutcome.Overtaken);
                var part = new WriteBatch();
                var result = await writer.AddAsync(part, request, cancellationToken);
                if (result.Outcome.Status != InboundStatus.Processed)
                    return result;
                attempt.Batch.Append(part);
                // Merges come after; until they have, the delivery is not over.
                if (result.NeedsMerges)
                    return result;
                work.Settle(attempt.Batch, result.Outcome);
                return result with { Outcome = result.Outcome.Committed() };
            },
            cancellationToken
        );
}
