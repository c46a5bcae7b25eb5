using KoSales.Domain.Inbound;
using KoSales.Functions.Inbound.Inventory;
using KoSales.Functions.Inbound.Processing;
using KoSales.Functions.Inbound.Secrets;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Inbound;

public static class InboundRegistration
{
    /// <summary>The one way in for what other systems sign; who processes it registers an
    /// <see cref="IInboundHandler"/>.</summary>
    public static IServiceCollection AddInbound(this IServiceCollection services)
    {
        services
            .AddOptions<InboundSettings>()
            .BindConfiguration(InboundSettings.Section)
            .Refuse(s => s.Fault());
        services
            .AddOptions<InventoryWebhookSettings>()
            .BindConfiguration(InventoryWebhookSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddCollections(Deliveries.Collection, SourceSecrets.Collection)
            .AddContracts(InboundContractsJson.Default, SecretContractsJson.Default)
            .AddLists(InboundLists.Events)
            .AddSingleton<InboundDesk>()
            .AddSingleton<InboundAdmin>()
            .AddSingleton<SecretKeeper>()
            .AddSingleton<InventorySecrets>()
            .AddSingleton<ISealedHolder>(services => new SealedRecords<SourceSecrets>(
                services.GetRequiredService<IDocumentStore>(),
                services.GetRequiredService<InventorySecrets>().Shape
            ))
            .AddSingleton<ISealedHolder>(services => new SealedRecords<InboundDelivery>(
                services.GetRequiredService<IDocumentStore>(),
                services.GetRequiredService<InboundDesk>().Shape
            ))
            .AddProcessing();
    }

    private static IServiceCollection AddProcessing(this IServiceCollection services) =>
        services
            .AddSingleton<InboundHandlers>()
            .AddSingleton<InboundProcessor>()
            .AddSingleton<InboundSweep>()
            .AddSingleton<IEventHandler, InboundArrivals>();
}
