using KoSales.EmbeddedHost.DurableTask.Client;
using KoSales.EmbeddedHost.DurableTask.Dispatch;
using KoSales.EmbeddedHost.DurableTask.Hub;
using KoSales.EmbeddedHost.DurableTask.Replay;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace KoSales.EmbeddedHost.Tests.DurableTask;

/// <summary>The real engine over a file of its own, with a clock that the test moves. A restart opens the same file again.</summary>
internal sealed class EngineRig : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("ko-hub-").FullName;
    private DurableEngine? _engine;
    private HubClient? _client;

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public LambdaFunctions Functions { get; } = new();

    public HubFault? Fault { get; set; }

    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    public string HubPath => Path.Combine(_directory, "taskhub.db");

    public DurableTaskClient Client => _client!;

    public DurableEngine Engine => _engine!;

    public static async Task<EngineRig> StartAsync(Action<LambdaFunctions> declare)
    {
        var rig = new EngineRig();
        declare(rig.Functions);
        await rig.OpenAsync();
        return rig;
    }

    /// <summary>Its heart beats once an hour, since tests let days go by.</summary>
    public DurableEngine NewEngine(LambdaFunctions? functions = null, TimeProvider? time = null) => new(
        new EngineOptions(HubPath)
        {
            HubName = "TestHub",
            Fault = (point, operations) => Fault?.Invoke(point, operations),
            CachedEvents = 50_000,
            Heartbeat = TimeSpan.FromHours(1),
            Lease = TimeSpan.FromHours(12),
        },
        functions ?? Functions,
        new ReplaySettings(JsonDataConverter.Default, Loggers, TimeSpan.FromDays(3)),
        time ?? Time);

    public HubClient NewClient(DurableEngine engine) => new("TestHub", engine, JsonDataConverter.Default, Time);

    public async Task OpenAsync()
    {
        _engine = NewEngine();
        _client = NewClient(_engine);
        await _engine.StartAsync();
    }

    /// <summary>As a killed process: nothing is finished or given back.</summary>
    public Task CrashAndRestartAsync()
    {
        Engine.Abandon();
        return OpenAsync();
    }

    public async Task StopAndRestartAsync()
    {
        await Engine.StopAsync(CancellationToken.None);
        await OpenAsync();
    }

    public async Task<OrchestrationMetadata> RunAsync(string name, object? input = null, string? id = null) =>
        await EndAsync(await StartAsync(name, input, id));

    public Task<string> StartAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(name, input, new StartOrchestrationOptions(id));

    public Task<OrchestrationMetadata> EndAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(_patience);

    /// <summary>Polls an instance until it is as described.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(string id, Func<OrchestrationMetadata, bool> condition)
    {
        for (var deadline = DateTime.UtcNow + _patience; ;)
        {
            if (await Client.GetInstanceAsync(id, getInputsAndOutputs: true) is { } found && condition(found)) return found;
            Assert.True(DateTime.UtcNow < deadline, $"Instance {id} did not become what was expected.");
            await Task.Delay(5);
        }
    }

    /// <summary>Moves the clock on in steps until the instance has ended.</summary>
    public async Task<OrchestrationMetadata> AdvanceUntilEndAsync(string id, TimeSpan step)
    {
        for (var deadline = DateTime.UtcNow + _patience; ;)
        {
            if (await Client.GetInstanceAsync(id, getInputsAndOutputs: true) is { IsCompleted: true } ended) return ended;
            Assert.True(DateTime.UtcNow < deadline, $"Instance {id} did not end.");
            await Task.Delay(10);
            Time.Advance(step);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
