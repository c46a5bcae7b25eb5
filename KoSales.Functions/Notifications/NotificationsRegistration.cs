using KoSales.Functions.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Notifications;

public static class NotificationsRegistration
{
    public static IServiceCollection AddNotifications(this IServiceCollection services) =>
        services
            .AddCollections(Domain.Notifications.Notifications.Collection)
            .AddContracts(NotificationContractsJson.Default)
            .AddLists(NotificationLists.Notifications)
            .AddSingleton<Staff>()
            .AddSingleton<Inbox>()
            .AddSingleton<IEventHandler, ClockNotices>()
            .AddSingleton<IEventHandler, TaskNotices>()
            .AddSingleton<IEventHandler, HandoverNotices>()
            .AddSingleton<IEventHandler, BlockNotices>()
            .AddSingleton<IEventHandler, MentionNotices>();
}
