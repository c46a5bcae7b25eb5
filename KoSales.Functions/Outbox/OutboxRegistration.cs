using System.Diagnostics;
using KoSales.Functions.Outbox.Delivering;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace KoSales.Functions.Outbox;

public static class OutboxRegistration
{
    public static IServiceCollection AddOutbox(this IServiceCollection services)
    {
        services
            .AddOptions<OutboxOptions>()
            .BindConfiguration(OutboxOptions.Section)
            .Refuse(o => o.Fault());
        return services
            .AddCollections(OutboxEvents.Collection)
            .AddContracts(OutboxContractsJson.Default)
            .AddLists(OutboxAdmin.Dead)
            .AddSingleton<OutboxAdmin>()
            .AddDelivery();
    }

    private static IServiceCollection AddDelivery(this IServiceCollection services) =>
        services
            .AddSingleton<HandlerTable>()
            .AddSingleton<Delivery>()
            .AddSingleton(provider => new Backlog(
                provider.GetRequiredService<IDocumentStore>(),
                ProcessStart(provider.GetRequiredService<TimeProvider>())
            ))
            .AddSingleton<HandledEvents>()
            .AddSingleton<EventDispatcher>()
            .AddSingleton<IEventDispatcher>(provider =>
                provider.GetRequiredService<EventDispatcher>()
            )
            .AddSingleton<OutboxRelay>();

    /// <summary>By the app's own clock, which also dates the events.</summary>
    private static Instant ProcessStart(TimeProvider time)
    {
        using var process = Process.GetCurrentProcess();
        return Instant.FromDateTimeOffset(
            time.GetUtcNow()
                - (TimeProvider.System.GetUtcNow() - process.StartTime.ToUniversalTime())
        );
    }
}
