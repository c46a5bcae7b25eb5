using KoSales.Functions.Api.Idempotency;
using KoSales.Functions.Api.Requests;
using KoSales.Functions.Startup;
using KoSales.Functions.Storage;
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
            .AddApiOptions()
            .AddCollections(IdempotencyKeys.Collection)
            .AddContracts(BatchJson.Default)
            .AddRequests()
            .AddAnswers(new CursorSeal(CursorKeys.Of(configuration, folder)));
    }

    private static IServiceCollection AddApiOptions(this IServiceCollection services)
    {
        services
            .AddOptions<RateOptions>()
            .BindConfiguration(RateOptions.Section)
            .Refuse(o => o.Fault());
        services
            .AddOptions<CorsOptions>()
            .BindConfiguration(CorsOptions.Section)
            .Refuse(o => o.Fault());
        return services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Every function has a limit of its own, up to that of an import; a smaller one of the server's
            // would come first.
            kestrel.Limits.MaxRequestBodySize = null;
        });
    }

    /// <summary>What every request passes, whatever it asks for.</summary>
    private static IServiceCollection AddRequests(this IServiceCollection services) =>
        services
            .AddSingleton(_ => ApiRoutes.OfThisApp())
            .AddSingleton<ResponseHeaders>()
            .AddSingleton<RateLimits>()
            .AddSingleton<Admission>()
            .AddSingleton<IdempotentCalls>()
            .AddSingleton<Failures>()
            .AddSingleton<BodyReader>()
            .AddSingleton<IBodyReader>(s => s.GetRequiredService<BodyReader>());

    /// <summary>What features answer with.</summary>
    private static IServiceCollection AddAnswers(
        this IServiceCollection services,
        CursorSeal cursors
    ) =>
        services
            .AddSingleton(cursors)
            .AddSingleton<Inclusion>()
            .AddSingleton<Lists>()
            .AddSingleton<Items>()
            .AddSingleton<Patches>()
            .AddSingleton<Batches>();
}
