using KoSales.LocalHost.DurableTask.Client;
using KoSales.LocalHost.DurableTask.Dispatch;
using KoSales.LocalHost.DurableTask.Management;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.DurableTask;

/// <summary>
/// The Durable Task extension's half of the host: the task hub, the service that its clients call, and the
/// management
/// routes.
/// </summary>
internal static class DurableTaskPart
{
    public static IServiceCollection AddDurableTask(
        this IServiceCollection services,
        bool withManagement
    )
    {
        services
            .AddSingleton<DurableSettings>()
            .AddSingleton<ITaskWorker, SessionTasks>()
            .AddSingleton<DurableService>()
            .AddHostedService(provider => provider.GetRequiredService<DurableService>());
        if (!withManagement)
            return services;
        return services
            .AddSingleton<SystemKey>()
            .AddSingleton<ManagementAddresses>()
            .AddSingleton<LocalClient>()
            .AddSingleton<IHostExtension, ManagementEndpoints>();
    }
}
