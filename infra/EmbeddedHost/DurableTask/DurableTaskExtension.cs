using KoSales.EmbeddedHost.DurableTask.Management;
using KoSales.EmbeddedHost.DurableTask.Replay;
using KoSales.EmbeddedHost.DurableTask.Worker;
using KoSales.EmbeddedHost.Invocation;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.EmbeddedHost.DurableTask;

/// <summary>Where the Durable Task extension joins the host: its services, its parameter binding and its management routes.</summary>
internal static class DurableTaskExtension
{
    /// <summary>Called once while the builder is created, before anything the app registers.</summary>
    public static void Register(FunctionsApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<DurableSettings>();
        services.AddSingleton<SystemKey>();
        services.AddSingleton<ManagementAddresses>();
        services.AddSingleton<WorkerConverter>();
        services.AddSingleton<ITaskFunctions, CatalogFunctions>();
        services.AddSingleton<DurableService>();
        services.AddHostedService(provider => provider.GetRequiredService<DurableService>());
        // The client is asked for late: functions are bound by what the engine itself runs on.
        services.AddSingleton<IParameterBinder>(provider => new DurableBinder(
            provider.GetRequiredService<WorkerConverter>(), () => provider.GetRequiredService<DurableService>().Client));
        services.AddSingleton<IHostExtension, ManagementEndpoints>();
    }
}
