using KoSales.Domain.Deals;
using KoSales.Domain.Entities;
using KoSales.Domain.Orders;
using KoSales.Domain.Quotations;
using KoSales.Functions.Orders;

namespace KoSales.Functions.Quotations.Deciding;

/// <summary>Accepts quotations: in one transaction the deal is won, its pipeline with it, and a draft order
/// is there.</summary>
public sealed class QuotationAcceptance(
    QuotationWriter writer,
    DealWinning winning,
    IdAllocator ids
)
{
    /// <summary>Refused unless revision and content are the current ones, while it is valid.</summary>
    public Task<Verdict<QuotationTaken>> AcceptAsync(
        QuotationCall call,
        DecideQuotation body,
        CancellationToken cancellationToken
    )
    {
        DraftOrderId? order = null;
        return writer.DecideAsync(
            call,
            async (deal, scene, batch, token) =>
            {
                var accepted = Decide(deal, body, call.Command);
                if (accepted.IsRefused)
                    return accepted.Refusal;
                // A number that was taken for an attempt serves the next one.
                order ??= await ids.NextAsync<DraftOrderId>(token);
                var made = Order(batch, order.Value, deal, accepted.Value, scene, call.Command);
                var fact = await WonAsync(
                    batch,
                    deal,
                    accepted.Value,
                    made.Key,
                    call.Command,
                    token
                );
                return new QuotationOutcome(
                    accepted.Value,
                    DealQuotations.Told(deal, fact.Entity, accepted.Value) with
                    {
                        Type = fact.Type,
                    }
                );
            },
            cancellationToken
        );
    }

    private static Verdict<QuotationFact> Decide(Deal deal, DecideQuotation body, Command command)
    {
        var offered = deal.Offered();
        if (offered.IsRefused)
            return offered.Refusal;
        if (deal.ObjectionToOffer() is { } closed)
            return closed;
        return offered.Value.Accept(
            QuotationDesk.Seen(body),
            QuotationDesk.NoteOf(body.Note),
            command
        );
    }

    private static DraftOrder Order(
        WriteBatch batch,
        DraftOrderId id,
        Deal deal,
        QuotationFact accepted,
        QuotationScene scene,
        Command command
    )
    {
        var basis = new OrderBasis(
            deal.Ref,
            accepted.Quotation,
            scene.Check(accepted.Quotation),
            deal.ContactId,
            deal.CustomerId
        )
        {
            LeadId = deal.LeadId,
            OwnerId = deal.OwnerId,
            TeamId = deal.TeamId,
            ShippingAddress = scene.Buyer.Address,
        };
        var made = DraftOrderDecisions.Make(id, basis, command);
        batch.Insert(DraftOrderStore.Collection, made.Order).Emit(command, OrderEvents.Of(made));
        return made.Order;
    }

    /// <summary>The deal's next version, won with its pipeline; where that is closed already, as it
    /// is.</summary>
    private async ValueTask<EntityFact<Deal>> WonAsync(
        WriteBatch batch,
        Deal deal,
        QuotationFact accepted,
        string orderId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var ordered = deal with { DraftOrderId = orderId };
        var won = await winning.AddAsync(
            batch,
            ordered.Holding(accepted, command.Now),
            $"quotation {accepted.Quotation.Number} accepted",
            command,
            cancellationToken
        );
        return won ?? ordered.With(accepted, command);
    }
}
