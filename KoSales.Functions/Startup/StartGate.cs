using KoSales.Domain.Storage;
using KoSales.Functions.Storage;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Startup;

/// <summary>Before the server listens: collections, indexes, start tasks. Once it answers: one line on the console that says where.</summary>
internal sealed class StartGate(IDocumentStore store, IEnumerable<Collection> collections, IEnumerable<IStartTask> tasks, DataFolder folder, IOptions<StorageSettings> storage,
    IServiceProvider services)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.EnsureAsync([.. collections], cancellationToken);
        foreach (var task in tasks) await task.RunAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (Address() is { } address)
        {
            foreach (var line in Welcome(address + Routes.Base)) Console.Out.WriteLine(line);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a newcomer needs first; a Functions host's log gets the first line only.</summary>
    private IEnumerable<string> Welcome(string api)
    {
        yield return $"KO Sales is ready on {api}";
        if (HostKind.IsStartedByHost) yield break;
        yield return $"  browse the API     {api}docs";
        yield return $"  log in             POST {api}auth/login";
        yield return $"  data folder        {folder.Path}";
        yield return $"  store              {(storage.Value.UsesMongo ? $"MongoDB, database {storage.Value.Database}" : "SQLite, in the data folder")}";
    }

    // Core Tools and Azure name the public host; the server's own address is the inner one there.
    private string? Address()
    {
        if (Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME") is { Length: > 0 } host)
            return (host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase) ? "http://" : "https://") + host;
        var own = services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return own?.Replace("127.0.0.1", "localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
