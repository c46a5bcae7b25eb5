using KoSales.LocalHost;
using KoSales.LocalHost.DurableTask.Client;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.DurableBench;

/// <summary>A started host with a task hub of its own in a new folder, which goes when it is
/// disposed.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _directory;

    private BenchHost(IHost host, string directory)
    {
        (_host, _directory) = (host, directory);
        Client = host.Services.GetRequiredService<LocalClient>().Client;
    }

    public DurableTaskClient Client { get; }

    public static async Task<BenchHost> StartAsync(string parent)
    {
        var directory = Directory
            .CreateDirectory(Path.Combine(parent, $"hub-{Environment.TickCount64}"))
            .FullName;
        string[] arguments = ["--port", "0", "--contentRoot", directory];
        var builder = FunctionsApplication.CreateBuilder(arguments);
        builder.UseLocalHost(arguments);
        builder.ConfigureFunctionsWebApplication();
        builder.Logging.ClearProviders();
        var host = builder.Build();
        await host.StartAsync();
        return new BenchHost(host, directory);
    }

    /// <summary>Starts <paramref name="count"/> instances from so many clients at once; the ids are the
    /// prefix and a number.</summary>
    public Task StartManyAsync(
        string orchestrator,
        string prefix,
        int count,
        Func<int, object?> input
    ) =>
        Clients.RunAsync(
            count,
            n =>
                Client.ScheduleNewOrchestrationInstanceAsync(
                    orchestrator,
                    input(n),
                    new StartOrchestrationOptions($"{prefix}{n}")
                )
        );

    public Task RaiseManyAsync(string prefix, int count) =>
        Clients.RunAsync(count, n => Client.RaiseEventAsync($"{prefix}{n}", "go", "on"));

    /// <summary>The instances end in about the order of their numbers, so that waiting for them one by one
    /// costs little.</summary>
    public async Task EndManyAsync(string prefix, int count)
    {
        for (var n = count - 1; n >= 0; n--)
            await Client.WaitForInstanceCompletionAsync($"{prefix}{n}");
    }

    public async Task RunningAsync(string prefix, int count)
    {
        for (var n = count - 1; n >= 0; n--)
            await Client.WaitForInstanceStartAsync($"{prefix}{n}");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>Callers that each wait for their answer before they call again.</summary>
internal static class Clients
{
    private const int AtOnce = 256;

    public static Task RunAsync(int count, Func<int, Task> call)
    {
        var next = -1;
        return Task.WhenAll(
            Enumerable
                .Range(0, AtOnce)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (
                            var n = Interlocked.Increment(ref next);
                            n < count;
                            n = Interlocked.Increment(ref next)
                        )
                            await call(n);
                    })
                )
        );
    }
}
