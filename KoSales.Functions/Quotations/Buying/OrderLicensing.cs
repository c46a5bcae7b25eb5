using KoSales.Domain.Orders;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Functions.Orders;
using NodaTime;

namespace KoSales.Functions.Quotations.Buying;

/// <summary>Checks orders against the licences of their buyers.</summary>
internal sealed class OrderLicensing(Buyers buyers) : IOrderLicences
{
    /// <summary>What is needed follows from the kind that the buyer has now; of a buyer who is not known it
    /// is what the lines said when they were priced.</summary>
    public async ValueTask<LicenceCheck> CheckAsync(
        DraftOrder order,
        LocalDate day,
        CancellationToken cancellationToken
    )
    {
        var card = await buyers.OfAsync(order, cancellationToken);
        var buyer = new Buyer(card.Kind, order.PlaceOfSupply);
        return LicenceCheck.Of(order.Items, Need, card.Licences, day);

        LicenceType? Need(QuotationLine line) =>
            card.IsKnown ? LicenceRules.Default.TypeFor(line.Hsn, buyer) : line.RequiresLicence;
    }
}
