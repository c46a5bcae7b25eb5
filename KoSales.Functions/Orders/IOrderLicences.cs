using KoSales.Domain.Orders;
using KoSales.Domain.Quotations.Licensing;
using NodaTime;

namespace KoSales.Functions.Orders;

/// <summary>Says whether the buyer of an order may be sold what it orders.</summary>
public interface IOrderLicences
{
    /// <summary>Of the buyer whom the order names now, by the documents as they are now.</summary>
    /// <param name="day">In company time.</param>
    ValueTask<LicenceCheck> CheckAsync(
        DraftOrder order,
        LocalDate day,
        CancellationToken cancellationToken
    );
}
