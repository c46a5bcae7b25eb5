using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Writing;

public static class WritingRegistration
{
    /// <summary>Over the store and whoever hands out events.</summary>
    public static IServiceCollection AddWriting(this IServiceCollection services) =>
        services.AddSingleton<Commits>();
}
