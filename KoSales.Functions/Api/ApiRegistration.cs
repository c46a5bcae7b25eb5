using KoSales.Functions.Api.Idempotency;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.Storage.Migrations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KoSales.Functions.Api;

/// <summary>The mechanisms that every feature's functions stand on.</summary>
public static class ApiRegistration
{
    /// <summary>Comes after ConfigureFunctionsWebApplication, so that the middleware sees the HTTP
    /// request.</summary>
    public static IFunctionsWorkerApplicationBuilder UseApi(
        this IFunctionsWorkerApplicationBuilder builder
    ) => builder.UseMiddleware<ApiMiddleware>();

    /// <exception cref="SettingException">The key of the cursors cannot be used.</exception>
    public static IServiceCollection AddApi(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        var folder = DataFolder.Of(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(folder);
        return services
            .AddServer()
            .AddRequests()
            .AddResources()
            .AddSingleton(new CursorSigner(CursorKeys.Of(configuration, folder)));
    }

    /// <summary>What the server itself lets through.</summary>
    private static IServiceCollection AddServer(this IServiceCollection services)
    {
        services
            .AddOptions<RateOptions>()
            .BindConfiguration(RateOptions.Section)
            .Refuse(o => o.Fault());
        services
            .AddOptions<CorsOptions>()
            .BindConfiguration(CorsOptions.Section)
            .Refuse(o => o.Fault());
        services.AddCors();
        return services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every function has a limit of its own, up to that of an import; a smaller one of the server's
            // would come first.
            kestrel.Limits.MaxRequestBodySize = null;
        });
    }

    /// <summary>What stands around every call.</summary>
    private static IServiceCollection AddRequests(this IServiceCollection services) =>
        services
            .AddCollections(IdempotencyKeys.Collection)
            .AddSingleton(_ => ApiRoutes.OfThisApp())
            .AddSingleton<ResponseHeaders>()
            .AddSingleton<RateLimits>()
            .AddSingleton<Admission>()
            .AddSingleton<IdempotentCalls>()
            .AddSingleton<Failures>()
            .AddSingleton<BodyReader>()
            .AddSingleton<IBodyReader>(s => s.GetRequiredService<BodyReader>());

    /// <summary>Lists, single documents, their patches and batches of calls.</summary>
    private static IServiceCollection AddResources(this IServiceCollection services) =>
        services
            .AddSingleton<IDataMigration, ComposedTexts>()
            .AddSingleton<IDataMigration, SortMembers>()
            .AddContracts(BatchJson.Default)
            .AddSingleton<Inclusion>()
            .AddSingleton<Lists>()
            .AddSingleton<Items>()
            .AddSingleton<Patches>()
            .AddSingleton<Batches>();
}
