using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.References;

public static class ReferencesRegistration
{
    /// <summary>Called by every feature that names something or is named, so that none depends on the order of
    /// registration.</summary>
    public static IServiceCollection AddReferences(
        this IServiceCollection services,
        params IReadOnlyList<Type> sources
    )
    {
        services.TryAddSingleton<ReferenceCatalogue>();
        foreach (var source in sources)
            services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IReferences), source));
        return services;
    }
}
