using KoSales.LocalHost.Http;
using KoSales.LocalHost.Protocol;
using KoSales.LocalHost.Timers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace KoSales.LocalHost;

/// <summary>
/// Says on standard output, once the server listens, where it does and how many functions it serves; with
/// <c>--verbose</c>, which.
/// </summary>
internal sealed class StartBanner(
    IServer server,
    WorkerSession session,
    FunctionEndpoints endpoints,
    TimerService timers,
    HostArguments arguments,
    TimeProvider time
) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        foreach (var line in Lines([.. addresses], await session.Loaded))
            await Console.Out.WriteLineAsync(line);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The first address heads the URLs.</summary>
    private IEnumerable<string> Lines(IReadOnlyList<string> addresses, FunctionTable functions)
    {
        if (arguments.IsVerbose)
        {
            foreach (var line in Routes(addresses.Count > 0 ? addresses[0] : ""))
                yield return line;
            foreach (var line in Schedules())
                yield return line;
            foreach (var line in Names("Orchestrations", functions.Of(TriggerKind.Orchestration)))
                yield return line;
            foreach (var line in Names("Activities", functions.Of(TriggerKind.Activity)))
                yield return line;
        }

        yield return $"{Counts(functions)} on {string.Join(", ", addresses)}"
            + (arguments.IsVerbose ? "" : " (--verbose lists them)");
    }

    private static string Counts(FunctionTable functions)
    {
        var counts = functions
            .All.GroupBy(f => f.Kind)
            .OrderBy(g => g.Key)
            .Select(g => $"{g.Count()} {g.Key.ToString().ToLowerInvariant()}");
        return $"{functions.All.Count()} functions ({string.Join(", ", counts)})";
    }

    private IEnumerable<string> Routes(string address)
    {
        var width = endpoints.All.Select(e => e.DisplayName!.Length).DefaultIfEmpty().Max();
        return endpoints
            .All.OrderBy(e => e.RoutePattern.RawText, StringComparer.OrdinalIgnoreCase)
            .ThenBy(Verbs, StringComparer.Ordinal)
            .Select(e =>
                $"  {e.DisplayName!.PadRight(width)}  {Verbs(e), -6}  {address}/{e.RoutePattern.RawText}"
            )
            .Prepend("HTTP functions:");
    }

    private static string Verbs(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } verbs
            ? string.Join(',', verbs).ToUpperInvariant()
            : "*";

    private IEnumerable<string> Schedules()
    {
        var now = time.GetUtcNow().UtcDateTime;
        var width = timers.Functions.Select(t => t.Function.Name.Length).DefaultIfEmpty().Max();
        return timers
            .Functions.Select(t =>
                $"  {t.Function.Name.PadRight(width)}  {t.Expression, -16}  next {t.Schedule.Next(now):yyyy-MM-dd HH:mm:ss}Z"
            )
            .Prepend("Timers:");
    }

    private static IEnumerable<string> Names(string title, IEnumerable<HostedFunction> functions)
    {
        yield return $"{title}: {string.Join(", ", functions.Select(f => f.Name))}";
    }
}
