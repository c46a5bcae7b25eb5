using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost.Tests;

/// <summary>A started app of the given function classes on a free port, with its own folder, and a client to call it.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly IHost _host;

    private TestApp(IHost host)
    {
        _host = host;
        var address = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new HttpClient { BaseAddress = new Uri(address) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _host.Services;

    public IHost Host => _host;

    public static FunctionsApplicationBuilder Builder(string directory, IEnumerable<Type> types, params string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(
            [
                "--port", "0", "--environment", "Development",
                "--contentRoot", directory, "--FUNCTIONS_APPLICATION_DIRECTORY", directory, .. args,
            ],
            types);
        builder.Logging.ClearProviders();
        return builder;
    }

    public static async Task<TestApp> StartAsync(
        IEnumerable<Type> types, Action<FunctionsApplicationBuilder>? configure = null, string? directory = null, params string[] args)
    {
        var builder = Builder(directory ?? NewDirectory(), types, args);
        builder.ConfigureFunctionsWebApplication();
        configure?.Invoke(builder);
        return await StartAsync(builder);
    }

    public static async Task<TestApp> StartAsync(FunctionsApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public static Task<TestApp> StartAsync<T>(Action<FunctionsApplicationBuilder>? configure = null) => StartAsync([typeof(T)], configure);

    public static string NewDirectory() => Directory.CreateTempSubdirectory("embedded-host-").FullName;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}

internal static class Eventually
{
    /// <summary>Polls until the condition holds; fails after the deadline, whose only job is to end a broken test.</summary>
    public static async Task HoldsAsync(Func<bool> condition, string what)
    {
        for (var i = 0; i < 1500; i++)
        {
            if (condition()) return;
            await Task.Delay(10);
        }
        Assert.Fail($"never happened: {what}");
    }
}
