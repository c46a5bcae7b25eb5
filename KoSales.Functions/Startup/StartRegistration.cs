using KoSales.Functions.Files;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.Functions.Startup;

public static class StartRegistration
{
    private const string HostStorage = "AzureWebJobsStorage";
    private const string Local = "local:";

    public static IServiceCollection AddStartGate(this IServiceCollection services) =>
        services
            .AddHostedService<HeapAfterStart>()
            .AddSingleton<Welcome>()
            .AddSingleton<StartGate>()
            .AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<StartGate>())
            .AddHostedService(provider => provider.GetRequiredService<StartGate>());

    /// <summary>
    /// Looks at the settings, and where the process was started by hand sees to it that everything it keeps
    /// goes to one folder: the task hub too, unless
    /// <c>AzureWebJobsStorage</c> names another folder for it (<c>local:…</c>). A storage account named
    /// there is for the Functions host.
    /// </summary>
    /// <exception cref="SettingException">A setting or the folder cannot be used.</exception>
    public static TBuilder UseDataFolder<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        SettingCheck.Run(builder.Configuration, isStrict: !HostKind.IsStartedByHost, Console.Error);
        if (HostKind.IsStartedByHost)
            return builder;
        var folder = DataFolder.Of(builder.Configuration);
        DataFolder.Prepare(folder.Path, DataFolder.Setting);
        if (builder.Configuration[FileSettings.DirectorySetting] is { Length: > 0 } files)
            DataFolder.Prepare(DataFolder.Absolute(files), FileSettings.DirectorySetting);
        builder.Configuration.AddInMemoryCollection([
            new(HostStorage, Local + HubFolder(builder.Configuration, folder)),
        ]);
        return builder;
    }

    /// <summary>Where a process started by hand keeps its task hub, as an absolute path.</summary>
    internal static string HubFolder(IConfiguration configuration, DataFolder folder) =>
        configuration[HostStorage] is { } storage
        && storage.StartsWith(Local, StringComparison.OrdinalIgnoreCase)
            ? DataFolder.Absolute(storage[Local.Length..].Trim())
            : folder.Path;
}
