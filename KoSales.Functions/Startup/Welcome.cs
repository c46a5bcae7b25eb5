using KoSales.Functions.Files;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Startup;

/// <summary>What the console says once the app answers: what a newcomer needs first.</summary>
internal sealed class Welcome(
    DataFolder folder,
    IOptions<StorageSettings> storage,
    IOptions<FileSettings> files,
    IConfiguration configuration,
    IServiceProvider services
)
{
    /// <param name="waitsFor">Why the app is not ready yet; null when it is.</param>
    /// <returns>Lines; the first one only under a Functions host, whose log they go to. None where nobody
    /// listens.</returns>
    public IEnumerable<string> Lines(string? waitsFor)
    {
        if (Address() is not { } address)
            yield break;
        var api = address + Routes.Base;
        yield return waitsFor is null
            ? $"KO Sales is ready on {api}"
            : $"KO Sales waits for its store on {api}: {waitsFor}";
        if (HostKind.IsStartedByHost)
            yield break;
        yield return $"  browse the API     {api}docs";
        yield return $"  log in             POST {api}auth/login";
        yield return $"  data folder        {folder.Path}";
        yield return $"  store              {Store()}";
        foreach (var (what, where) in Elsewhere())
            yield return $"  {what, -18} {where}";
        yield return "  stop               Ctrl+C";
    }

    /// <summary>What the settings have put outside of the data folder.</summary>
    private IEnumerable<(string What, string Where)> Elsewhere()
    {
        var hub = StartRegistration.HubFolder(configuration, folder);
        if (hub != folder.Path)
            yield return ("task hub", hub);
        if (files.Value.UsesBlobs)
            yield return ("files", $"storage account, container {files.Value.Container}");
        if (files.Value.Directory is { Length: > 0 } chosen)
            yield return ("files", DataFolder.Absolute(chosen));
    }

    private string Store() =>
        storage.Value.UsesMongo
            ? $"MongoDB, database {storage.Value.Database}"
            : "SQLite, in the data folder";

    // Core Tools and Azure name the public host; the server's own address is the inner one there.
    private string? Address()
    {
        if (Environment.GetEnvironmentVariable("WEBSITE_HOSTNAME") is { Length: > 0 } host)
            return (
                    host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase)
                        ? "http://"
                        : "https://"
                ) + host;
        var own = services
            .GetService<IServer>()
            ?.Features.Get<IServerAddressesFeature>()
            ?.Addresses.FirstOrDefault();
        return own?.Replace("127.0.0.1", "localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
