using KoSales.Domain.Quotations;
using KoSales.Functions.Invariants;
using KoSales.Functions.Orders;
using KoSales.Functions.Outbox;
using KoSales.Functions.Quotations.Buying;
using KoSales.Functions.Quotations.Deciding;
using KoSales.Functions.Quotations.Printing;
using KoSales.Functions.Quotations.Sharing;
using KoSales.Functions.Sla.Clocks;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Quotations;

public static class QuotationsRegistration
{
    public static IServiceCollection AddQuotations(this IServiceCollection services)
    {
        services
            .AddOptions<QuotationSettings>()
            .BindConfiguration(QuotationSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddCollections(QuotationSeriesStore.Collection)
            .AddContracts(QuotationContractsJson.Default)
            .AddSingleton<IBuyerSource, ContactBuyers>()
            .AddSingleton<IBuyerSource, CustomerBuyers>()
            .AddSingleton<IBuyerSource, LeadBuyers>()
            .AddSingleton<Buyers>()
            .AddSingleton<IOrderLicences, OrderLicensing>()
            .AddSingleton<SeriesTurns>()
            .AddSingleton<QuotationScenes>()
            .AddSingleton<QuotationWriter>()
            .AddSingleton<QuotationDesk>()
            .AddSingleton<DealWinning>()
            .AddSingleton<QuotationAcceptance>()
            .AddSingleton<QuotationReads>()
            .AddSingleton<QuotationPages>()
            .AddSingleton<SharedQuotations>()
            .AddSingleton<IInvariant, QuotationInvariants>()
            .AddSingleton<ISweepRound, QuotationRounds>()
            .AddSingleton<IEventHandler, QuotationNotices>()
            .AddSingleton<IEventHandler, QuotationTasks>();
    }
}
