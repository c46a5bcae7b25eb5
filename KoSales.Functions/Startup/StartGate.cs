using KoSales.Domain.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.Functions.Startup;

/// <summary>Before the server listens: collections, indexes, start tasks. Once it answers: one line on the console that says where.</summary>
internal sealed class StartGate(IDocumentStore store, IEnumerable<Collection> collections, IEnumerable<IStartTask> tasks, IServiceProvider services)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.EnsureAsync([.. collections], cancellationToken);
        foreach (var task in tasks) await task.RunAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (Address() is { } address) Console.Out.WriteLine($"KO Sales is ready on {address}{Routes.Base}");
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Core Tools and Azure name the public host; the server's own address is the inner one there.
    private string? Address()
    {
        if (Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME") is { Length: > 0 } host)
            return (host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? "http://" : "https://") + host;
        var own = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return own?.Replace("127.0.0.1", "localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
