using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using P = Microsoft.DurableTask.Protobuf;

namespace KoSales.LocalHost.DurableTask.Client;

/// <summary>The official Durable client, over the hub of this process.</summary>
internal sealed class LocalClient(
    DurableService durable,
    DurableSettings settings,
    IOptionsMonitor<DurableTaskClientOptions> options,
    TimeProvider time,
    ILoggerFactory loggers
)
{
    private readonly Lazy<DurableTaskClient> _client = new(() =>
    {
        var service = new HubService(durable.Engine, time);
        var calls = InMemoryCalls.To(binder =>
            P.TaskHubSidecarService.BindService(binder, service)
        );
        var converter = options.CurrentValue.DataConverter;
        var client = new GrpcDurableTaskClientOptions
        {
            CallInvoker = calls,
            DataConverter = converter,
        };
        return new GrpcDurableTaskClient(
            settings.HubName,
            client,
            loggers.CreateLogger<GrpcDurableTaskClient>()
        );
    });

    /// <summary>Opens the hub when that has not been done. Thread-safe, and outlives every
    /// invocation.</summary>
    internal DurableTaskClient Client => _client.Value;
}
