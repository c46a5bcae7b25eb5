using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost;

/// <summary>What HostApplicationBuilder and Core Tools would set up: configuration sources, console log, the server's limits.</summary>
internal static class HostConfiguration
{
    /// <summary>Sources, weakest first: appsettings, local.settings.json, environment, command line.</summary>
    public static LocalSettings Load(WebApplicationBuilder web, string[] args)
    {
        var root = web.Environment.ContentRootPath;
        var configuration = web.Configuration;
        configuration.AddEnvironmentVariables().AddCommandLine(args);
        var local = HostFiles.LocalSettings(configuration, root);
        local.SetEnvironment();
        configuration.Sources.Clear();
        configuration
            .AddInMemoryCollection([new(HostDefaults.EnvironmentKey, web.Environment.EnvironmentName)])
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{web.Environment.EnvironmentName}.json", optional: true)
            .AddInMemoryCollection(local.AsConfiguration())
            .AddEnvironmentVariables("AZURE_FUNCTIONS_")
            .AddEnvironmentVariables()
            .AddCommandLine(args)
            .AddInMemoryCollection([new(HostDefaults.ContentRootKey, root)]);
        return local;
    }

    /// <summary>As every .NET host: in Development, a scoped service that a singleton would capture fails the start.</summary>
    public static void ConfigureValidation(IHostApplicationBuilder builder)
    {
        var validate = builder.Environment.IsDevelopment();
        builder.ConfigureContainer(new DefaultServiceProviderFactory(
            new ServiceProviderOptions { ValidateScopes = validate, ValidateOnBuild = validate }));
    }

    public static void ConfigureLogging(ILoggingBuilder logging, IConfiguration configuration, IConfiguration hostJson)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        // The framework's chatter of each request and start is not what an operator looks for.
        logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        foreach (var level in hostJson.GetSection("logging:logLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out var parsed))
                throw new InvalidDataException($"host.json: logging.logLevel.{level.Key} is '{level.Value}', which is no log level.");
            if (level.Key.Equals("default", StringComparison.OrdinalIgnoreCase)) logging.SetMinimumLevel(parsed);
            else logging.AddFilter(level.Key, parsed);
        }
        logging.AddConfiguration(configuration.GetSection("Logging"));
    }

    public static void ConfigureKestrel(IWebHostBuilder web, string urls) => web
        .UseKestrelCore()
        .UseUrls(urls)
        .ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The app decides how much it reads; a function answers 413 itself.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
        });
}
