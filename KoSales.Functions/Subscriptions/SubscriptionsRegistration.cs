using KoSales.Domain.Webhooks;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Subscriptions.Delivering;
using KoSales.Functions.Subscriptions.Sending;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Subscriptions;

public static class SubscriptionsRegistration
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services)
    {
        services
            .AddOptions<WebhookSettings>()
            .BindConfiguration(WebhookSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddCollections(
                WebhookSubscription.Collection,
                SubscriptionFigures.Collection,
                OutboundDelivery.Collection
            )
            .AddContracts(SubscriptionContractsJson.Default)
            .AddLists(SubscriptionLists.Subscriptions, SubscriptionLists.Deliveries)
            .AddSingleton<SubscriptionCache>()
            .AddSingleton<SubscriptionSecrets>()
            .AddSingleton<ISealedHolder>(services => new SealedRecords<WebhookSubscription>(
                services.GetRequiredService<IDocumentStore>(),
                services.GetRequiredService<SubscriptionSecrets>().Shape
            ))
            .AddSingleton<SubscriptionDesk>()
            .AddDelivering();
    }

    private static IServiceCollection AddDelivering(this IServiceCollection services) =>
        services
            .AddSingleton<INameResolver, DnsResolver>()
            .AddSingleton<WebhookSender>()
            .AddSingleton<SendTurns>()
            .AddSingleton<DeliveryLedger>()
            .AddSingleton<DeliveryDesk>()
            .AddSingleton<WebhookDeliveryActivities>()
            .AddSingleton<DeliveryStarts>()
            .AddSingleton<IEventHandler>(s => s.GetRequiredService<DeliveryStarts>())
            .AddSingleton<IEventHandler, WebhookFanOut>();
}
