using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost;

/// <summary>
/// What Core Tools would set up: local settings, a console log with host.json's levels, the server's limits.
/// </summary>
internal static class HostConfiguration
{
    private const string WorkerLogs =
        "Microsoft.Azure.Functions.Worker.Logging.WorkerLoggerProvider";

    /// <summary>
    /// The values of local.settings.json become environment variables where these are not set, and
    /// configuration that
    /// is weaker than the environment.
    /// </summary>
    public static LocalSettings AddLocalSettings(IHostApplicationBuilder builder)
    {
        // The builder's environment knows nothing of --contentRoot.
        var local = HostFiles.LocalSettings(
            builder.Configuration[HostDefaults.ContentRootKey]
                ?? builder.Environment.ContentRootPath
        );
        local.SetEnvironment();
        var sources = builder.Configuration.Sources;
        sources.Insert(
            FirstOfEnvironment(sources),
            new MemoryConfigurationSource { InitialData = local.AsConfiguration() }
        );
        return local;
    }

    public static void ConfigureLogging(
        ILoggingBuilder logging,
        IConfiguration configuration,
        HostJson hostJson
    )
    {
        KeepFromWorker(logging);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        SilenceFramework(logging);
        SetLevels(logging, hostJson);
        Check(configuration.GetSection("Logging"));
        logging.AddConfiguration(configuration.GetSection("Logging"));
    }

    /// <summary>The worker would send every record to its host, which is this process.</summary>
    private static void KeepFromWorker(ILoggingBuilder logging) =>
        logging.Services.Configure<LoggerFilterOptions>(filter =>
            filter.Rules.Add(
                new LoggerFilterRule(WorkerLogs, categoryName: null, LogLevel.None, filter: null)
            )
        );

    private static void SilenceFramework(ILoggingBuilder logging)
    {
        // The framework's chatter of each request and start is not what an operator looks for.
        logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning);
        // Keys that MVC makes for cookies and forms, of which there are none.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // Why the app could not start is said by whoever started it.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }

    private static void SetLevels(ILoggingBuilder logging, HostJson hostJson)
    {
        foreach (var (category, level) in hostJson.LogLevels())
        {
            if (category.Equals("default", StringComparison.OrdinalIgnoreCase))
                logging.SetMinimumLevel(level);
            else
                logging.AddFilter(category, level);
        }
    }

    public static void ConfigureServer(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
    }

    /// <summary>The logging library would tell of a level that is none by an exception without the
    /// setting's name.</summary>
    private static void Check(IConfigurationSection logging)
    {
        foreach (
            var level in logging
                .AsEnumerable()
                .Where(s =>
                    s.Value is not null
                    && s.Key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase)
                )
        )
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
                throw new StartException($"{level.Key} is '{level.Value}', which is no log level.");
        }
    }

    private static int FirstOfEnvironment(IList<IConfigurationSource> sources)
    {
        var first = sources
            .TakeWhile(s => s is not EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            .Count();
        return Math.Min(first, sources.Count);
    }
}

/// <summary>
/// host.json as configuration, apart from the app's own: <c>extensions:http:routePrefix</c> and the like.
/// </summary>
internal sealed record HostJson(IConfiguration Root)
{
    /// <exception cref="StartException">A level has no such name.</exception>
    public IEnumerable<KeyValuePair<string, LogLevel>> LogLevels()
    {
        foreach (var level in Root.GetSection("logging:logLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var parsed))
                throw new StartException(
                    $"host.json: logging.logLevel.{level.Key} is '{level.Value}', which is no log level."
                );
            yield return KeyValuePair.Create(level.Key, parsed);
        }
    }
}
