using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.OpenApi;

public static class OpenApiRegistration
{
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) =>
        services.AddSingleton<OpenApiCache>();
}
