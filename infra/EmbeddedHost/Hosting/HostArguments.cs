using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace KoSales.EmbeddedHost;

/// <summary>The host's part of the command line: port, urls, contentRoot, environment, functions-assembly.</summary>
internal sealed class HostArguments(string[] args)
{
    private const int DefaultPort = 3000;

    private readonly IConfigurationRoot _values = new ConfigurationBuilder().AddCommandLine(args).Build();

    public string ContentRoot => Path.GetFullPath(
        _values["contentRoot"] ?? Environment.GetEnvironmentVariable("DOTNET_CONTENTROOT") ?? Directory.GetCurrentDirectory());

    public string EnvironmentName => _values["environment"]
        ?? Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? "Production";

    /// <summary>The assembly of the functions: the one that was started, unless a test names another.</summary>
    public Assembly Functions => _values["functions-assembly"] is { } name ? Assembly.Load(name) : Assembly.GetEntryAssembly()!;

    /// <summary>Where to listen. Localhost unless told otherwise; port 0 takes a free one.</summary>
    /// <exception cref="InvalidOperationException"><c>--port</c> is not a port.</exception>
    public string Urls(int? localPort)
    {
        if (_values["urls"] is { } urls) return urls;
        if (_values["port"] is { } port) return Local(Number(port));
        return Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? Local(localPort ?? DefaultPort);
    }

    private static int Number(string port) => int.TryParse(port, out var number) && number is >= 0 and <= 65535
        ? number
        : throw new InvalidOperationException($"--port {port}: a port is a number from 0 (any free one) to 65535.");

    // Kestrel cannot pick one free port for both loopback addresses at once.
    private static string Local(int port) => port == 0 ? "http://127.0.0.1:0" : $"http://localhost:{port}";
}
