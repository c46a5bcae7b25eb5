using KoSales.LocalHost.DurableTask.Client;
using KoSales.LocalHost.DurableTask.Dispatch;
using KoSales.LocalHost.DurableTask.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.Logging.Abstractions;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.Tests.DurableTask;

/// <summary>
/// The real engine over a file of its own, with a clock that the test moves. Orchestrators are replayed by
/// the official runner, and asked about by the
/// official client. A restart opens the same file again.
/// </summary>
internal sealed class EngineRig : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    private readonly string _directory = Directory.CreateTempSubdirectory("ko-hub-").FullName;
    private DurableEngine? _engine;
    private DurableTaskClient? _client;

    public ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    public LambdaFunctions Functions { get; } = new();

    public HubFault? Fault { get; set; }

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
    public DurableEngine NewEngine(LambdaFunctions? functions = null, TimeProvider? time = null) =>
        new(
            new EngineOptions(HubPath)
            {
                HubName = "TestHub",
                Fault = (point, operations) => Fault?.Invoke(point, operations),
                CachedEvents = 50_000,
                Heartbeat = TimeSpan.FromHours(1),
                Lease = TimeSpan.FromHours(12),
            },
            functions ?? Functions,
            time ?? Time,
            NullLoggerFactory.Instance
        );

    public DurableTaskClient NewClient(DurableEngine engine) => NewClient(engine, Time);

    public static DurableTaskClient NewClient(DurableEngine engine, TimeProvider time)
    {
        var service = new HubService(engine, time);
        var calls = InMemoryCalls.To(binder =>
            P.TaskHubSidecarService.BindService(binder, service)
        );
        var options = new GrpcDurableTaskClientOptions { CallInvoker = calls };
        return new GrpcDurableTaskClient(
            "TestHub",
            options,
            NullLogger<GrpcDurableTaskClient>.Instance
        );
    }

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

    public async Task<OrchestrationMetadata> RunAsync(
        string name,
        object? input = null,
        string? id = null
    ) => await EndAsync(await StartAsync(name, input, id));

    public Task<string> StartAsync(string name, object? input = null, string? id = null) =>
        Client.ScheduleNewOrchestrationInstanceAsync(
            name,
            input,
            new StartOrchestrationOptions(id)
        );

    public Task<OrchestrationMetadata> EndAsync(string id) =>
        Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(_patience);

    /// <summary>Polls an instance until it is as described.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(
        string id,
        Func<OrchestrationMetadata, bool> condition
    )
    {
        for (var deadline = DateTime.UtcNow + _patience; ; )
        {
            if (
                await Client.GetInstanceAsync(id, getInputsAndOutputs: true) is { } found
                && condition(found)
            )
                return found;
            Assert.True(
                DateTime.UtcNow < deadline,
                $"Instance {id} did not become what was expected."
            );
            await Task.Delay(5);
        }
    }

    /// <summary>Moves the clock on in steps until the instance has ended.</summary>
    public async Task<OrchestrationMetadata> AdvanceUntilEndAsync(string id, TimeSpan step)
    {
        for (var deadline = DateTime.UtcNow + _patience; ; )
        {
            if (
                await Client.GetInstanceAsync(id, getInputsAndOutputs: true) is
                { IsCompleted: true } ended
            )
                return ended;
            Assert.True(DateTime.UtcNow < deadline, $"Instance {id} did not end.");
            await Task.Delay(10);
            Time.Advance(step);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
