using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Durable;

public static class DurableRegistration
{
    public static IServiceCollection AddDurable(this IServiceCollection services)
    {
        services
            .AddOptions<HubSettings>()
            .BindConfiguration(HubSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddCollections(EngineBeat.Collection)
            .AddSingleton<DurableClients>()
            .AddSingleton<HubPurge>()
            .AddSingleton<EngineBeats>()
            .AddSingleton<IReadinessCheck, TaskHubCheck>()
            .AddSingleton<IReadinessCheck, EngineCheck>();
    }
}
