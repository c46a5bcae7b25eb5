using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.Http;
using KoSales.EmbeddedHost.Timers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost;

/// <summary>Tells on standard output, once the server listens, what the app offers: as Core Tools does, one line per function.</summary>
internal sealed class StartBanner(
    IServer server, FunctionCatalog catalog, FunctionRoutes routes, TimerFunctions timers, TimeProvider time) : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        return Console.Out.WriteAsync(string.Concat(Lines([.. addresses]).Select(line => line + Environment.NewLine)));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first address heads the URLs.</summary>
    internal IEnumerable<string> Lines(IReadOnlyList<string> addresses) =>
    [
        "",
        .. Http(addresses.Count > 0 ? addresses[0] : ""),
        .. Timers(time.GetUtcNow().UtcDateTime),
        .. Names("Orchestrations", TriggerKind.Orchestration),
        .. Names("Activities", TriggerKind.Activity),
        "",
        $"Listening on {string.Join(", ", addresses)}",
    ];

    private IEnumerable<string> Http(string address)
    {
        var rows = routes.All
            .Select(r => (r.Function.Name, Verbs: r.Verbs.Count == 0 ? "*" : string.Join(',', r.Verbs), Path: r.Pattern.RawText))
            .OrderBy(r => r.Path, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Verbs, StringComparer.Ordinal).ToList();
        if (rows.Count == 0) return [];
        var (name, verbs) = (rows.Max(r => r.Name.Length), rows.Max(r => r.Verbs.Length));
        return rows.Select(r => $"  {r.Name.PadRight(name)}  {r.Verbs.PadRight(verbs)}  {address}/{r.Path}").Prepend("HTTP functions:");
    }

    private IEnumerable<string> Timers(DateTime now)
    {
        if (timers.All.Count == 0) return [];
        var (name, schedule) = (timers.All.Max(t => t.Function.Name.Length), timers.All.Max(t => t.Expression.Length));
        return timers.All
            .Select(t => (Name: t.Function.Name.PadRight(name), Schedule: t.Expression.PadRight(schedule), Next: t.Schedule.Next(now)))
            .Select(t => $"  {t.Name}  {t.Schedule}  next {t.Next:yyyy-MM-dd HH:mm:ss}Z")
            .Prepend("Timers:");
    }

    private IEnumerable<string> Names(string title, TriggerKind kind)
    {
        var names = catalog.Of(kind).Select(f => f.Name).ToList();
        return names.Count == 0 ? [] : [$"{title}: {string.Join(", ", names)}"];
    }
}
