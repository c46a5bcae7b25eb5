using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Storage;

/// <summary>Collections that the start-up gate creates, with their indexes, before the first request.</summary>
public static class CollectionRegistry
{
    public static IServiceCollection AddCollections(
        this IServiceCollection services,
        params IReadOnlyList<Collection> collections
    )
    {
        foreach (var collection in collections)
            services.AddSingleton(collection);
        return services;
    }
}
