using System.Text.Json;
using KoSales.EmbeddedHost.Http;
using KoSales.EmbeddedHost.Invocation;
using KoSales.EmbeddedHost.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost;

/// <summary>host.json as configuration, apart from the app's own: <c>extensions:http:routePrefix</c> and the like.</summary>
internal sealed record HostJson(IConfiguration Root)
{
    /// <summary>Without slashes at the ends; empty means none.</summary>
    public string RoutePrefix => (Root["extensions:http:routePrefix"] ?? "api").Trim('/');
}

internal static class FunctionsHostServices
{
    public static IServiceCollection AddFunctionsHost(this IServiceCollection services, IConfiguration hostJson)
    {
        services.AddRouting();
        services.AddOptions<WorkerOptions>();
        services.AddOptions<JsonSerializerOptions>().Configure(json => json.PropertyNameCaseInsensitive = true);
        services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = RunningInvocations.DrainTime + RunningInvocations.UnwindTime);
        services.AddSingleton(new HostJson(hostJson));
        services.AddSingleton<BindingRules>();
        services.AddSingleton<BinderTable>();
        services.AddSingleton<InvocationHost>();
        services.AddSingleton<FunctionPipeline>();
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<HttpInvoker>();
        services.AddSingleton<RunningInvocations>();
        services.AddHostedService(s => s.GetRequiredService<RunningInvocations>());
        services.AddHostedService<StartBanner>();
        services.AddSingleton<TimerFunctions>();
        services.AddSingleton<TimerService>();
        services.AddSingleton<IHostExtension>(s => s.GetRequiredService<TimerService>());
        services.AddHostedService(s => s.GetRequiredService<TimerService>());
        return services;
    }

    /// <summary>What stands in when the app has not registered its own.</summary>
    public static void AddFallbacks(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ITimerScheduleStore, SqliteScheduleStore>();
        services.TryAddSingleton<IFunctionActivator, FunctionActivator>();
    }
}
