using KoSales.Functions.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.Functions.Startup;

public static class StartRegistration
{
    private const string HostStorage = "AzureWebJobsStorage";

    public static IServiceCollection AddStartGate(this IServiceCollection services) => services
        .AddSingleton<Welcome>()
        .AddSingleton<StartGate>()
        .AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<StartGate>())
        .AddHostedService(provider => provider.GetRequiredService<StartGate>());

    /// <summary>Keeps the local host's task hub beside the store, unless the host's storage is named.</summary>
    public static TBuilder UseDataFolder<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        if (!HostKind.IsStartedByHost && string.IsNullOrEmpty(builder.Configuration[HostStorage]))
            builder.Configuration.AddInMemoryCollection([new(HostStorage, "local:" + DataFolder.Of(builder.Configuration).Path)]);
        return builder;
    }
}
