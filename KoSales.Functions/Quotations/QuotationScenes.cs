using KoSales.Domain.Deals;
using KoSales.Domain.Quotations.Licensing;
using KoSales.Domain.Quotations.Pricing;
using KoSales.Functions.Quotations.Buying;
using KoSales.Functions.Taxes;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Quotations;

/// <summary>Loads what pricing and showing a quotation stand on.</summary>
public sealed class QuotationScenes(
    Buyers buyers,
    GstRateDesk rates,
    IOptions<QuotationSettings> settings
)
{
    internal async ValueTask<QuotationScene> OfAsync(
        Deal deal,
        Instant now,
        CancellationToken cancellationToken
    ) =>
        new(
            await buyers.OfAsync(deal, cancellationToken),
            settings.Value.AgentPolicy,
            CompanyDay.Of(now)
        );

    internal async ValueTask<PricingTerms> TermsAsync(
        QuotationScene scene,
        CancellationToken cancellationToken
    ) =>
        new(
            settings.Value.Seller,
            await rates.TableAsync(cancellationToken),
            LicenceRules.Default,
            scene.Buyer.Kind,
            scene.Today
        );
}
