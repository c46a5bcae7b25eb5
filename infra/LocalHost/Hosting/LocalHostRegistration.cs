using KoSales.LocalHost.DurableTask;
using KoSales.LocalHost.DurableTask.Client;
using KoSales.LocalHost.Http;
using KoSales.LocalHost.Protocol;
using KoSales.LocalHost.Timers;
using KoSales.LocalHost.Transport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace KoSales.LocalHost;

/// <summary>The host's half of an Azure Functions app, for a process that no Functions host has
/// started.</summary>
public static class LocalHostRegistration
{
    private const string TransportSetting = "LocalHost:Transport";

    /// <summary>What the command line may say, where it asks for that; null when the app is to be
    /// started.</summary>
    public static string? HelpFor(string[] args) =>
        args.Any(a => a is "--help" or "-h" or "-?" or "/?") ? HostArguments.Help : null;

    /// <summary>
    /// Plays the host for this worker. Comes right after the builder is made, so that the task hub is open
    /// before the
    /// server listens.
    /// </summary>
    /// <param name="builder">The official builder of the app.</param>
    /// <param name="args">The command line: <c>--port</c>, <c>--urls</c>, <c>--verbose</c>.</param>
    /// <exception cref="StartException">A setting, an option or one of the host's files cannot be
    /// used.</exception>
    public static FunctionsApplicationBuilder UseLocalHost(
        this FunctionsApplicationBuilder builder,
        string[] args
    ) => UseLocalHost(builder, args, InProcessTransport.TryAdd);

    /// <param name="builder">As above.</param>
    /// <param name="args">As above.</param>
    /// <param name="tryInProcess">Adds the in-process transport, or says why it cannot be had.</param>
    internal static FunctionsApplicationBuilder UseLocalHost(
        FunctionsApplicationBuilder builder,
        string[] args,
        Func<IServiceCollection, string?> tryInProcess
    )
    {
        var arguments = new HostArguments(args);
        AppFolder.Announce();
        var local = HostConfiguration.AddLocalSettings(builder);
        var hostJson = new HostJson(HostFiles.HostJson());
        HostConfiguration.ConfigureLogging(builder.Logging, builder.Configuration, hostJson);
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = Invocations.DrainTime + Invocations.UnwindTime
        );
        builder.Services.Configure<KestrelServerOptions>(HostConfiguration.ConfigureServer);
        AddTransport(builder, tryInProcess);
        builder.Services.AddHostParts(hostJson);
        builder.Services.AddHttpFront(arguments, local.Port);
        builder.UseMiddleware<DurableClientBinding>();
        builder.Services.PostConfigure<WorkerOptions>(worker =>
            worker.InputConverters.RegisterAt<LocalClientConverter>(0)
        );
        return builder;
    }

    /// <summary>
    /// What a host does whatever way it reaches its worker: the conversation, invocations, timers and the
    /// task hub.
    /// </summary>
    /// <param name="services">The host's container.</param>
    /// <param name="hostJson">The app's host.json.</param>
    /// <param name="withManagement">Whether there is a server for the task hub's management routes.</param>
    internal static IServiceCollection AddHostParts(
        this IServiceCollection services,
        HostJson hostJson,
        bool withManagement = true
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WorkerSession>();
        services.TryAddSingleton<Invocations>();
        services.TryAddSingleton<ITimerScheduleStore, SqliteScheduleStore>();
        return services
            .AddSingleton(hostJson)
            .AddHostedService(s => s.GetRequiredService<Invocations>())
            .AddSingleton<TimerService>()
            .AddSingleton<IHostExtension>(s => s.GetRequiredService<TimerService>())
            .AddHostedService(s => s.GetRequiredService<TimerService>())
            .AddDurableTask(withManagement);
    }

    /// <summary>The worker's own server, with this host before it.</summary>
    private static void AddHttpFront(
        this IServiceCollection services,
        HostArguments arguments,
        int? localPort
    ) =>
        services
            .AddRouting()
            .AddSingleton(arguments)
            .AddSingleton(new ListenAddresses(arguments.Urls(localPort)))
            .AddSingleton<FunctionEndpoints>()
            .AddSingleton<IStartupFilter, HttpFront>()
            .AddHostedService<StartBanner>();

    /// <summary>In process unless told otherwise, or unless the worker is another than the one that is
    /// known.</summary>
    private static void AddTransport(
        FunctionsApplicationBuilder builder,
        Func<IServiceCollection, string?> tryInProcess
    )
    {
        var chosen = builder.Configuration[TransportSetting] ?? "inprocess";
        switch (chosen.ToUpperInvariant())
        {
            case "GRPC":
                GrpcTransport.Add(builder);
                break;
            case "INPROCESS" when tryInProcess(builder.Services) is { } misfit:
                Console.Error.WriteLine(
                    $"{misfit} It is spoken to over gRPC instead, which is slower."
                );
                GrpcTransport.Add(builder);
                break;
            case "INPROCESS":
                break;
            default:
                throw new StartException(
                    $"{TransportSetting.Replace(":", "__", StringComparison.Ordinal)} is '{chosen}'; write inprocess or grpc."
                );
        }
    }
}
