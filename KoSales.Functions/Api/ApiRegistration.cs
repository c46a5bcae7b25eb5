using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Api;

/// <summary>The mechanisms that every feature's functions stand on.</summary>
public static class ApiRegistration
{
    public static IServiceCollection AddApi(this IServiceCollection services, IConfiguration configuration)
    {
        var folder = DataFolder.Of(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(folder);
        return services
            .AddContracts(BatchJson.Default)
            .AddSingleton<BodyReader>()
            .AddSingleton<IBodyReader>(s => s.GetRequiredService<BodyReader>())
            .AddSingleton(_ => new CursorSeal(CursorKeys.Of(configuration, folder)))
            .AddSingleton<Inclusion>()
            .AddSingleton<Lists>()
            .AddSingleton<Items>()
            .AddSingleton<Patches>()
            .AddSingleton<Batches>();
    }
}
