using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
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

/// <summary>
/// Fills parameters with <c>[DurableClient]</c>. A Functions host sends the address of its service for
/// them; here the
/// binding is given its value instead, before the worker's converter would look for the address.
/// </summary>
internal sealed class DurableClientBinding(LocalClient local) : IFunctionsWorkerMiddleware
{
    private const string BindingType = "durableClient";

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        foreach (var binding in context.FunctionDefinition.InputBindings.Values)
        {
            if (IsClient(binding))
                return InvokeAsync(context, next);
        }

        return next(context);
    }

    private async Task InvokeAsync(FunctionContext context, FunctionExecutionDelegate next)
    {
        foreach (var binding in context.FunctionDefinition.InputBindings.Values.Where(IsClient))
        {
            var input = await context.BindInputAsync<DurableTaskClient>(binding);
            input.Value = local.Client;
        }

        await next(context);
    }

    private static bool IsClient(BindingMetadata binding) =>
        string.Equals(binding.Type, BindingType, StringComparison.OrdinalIgnoreCase);
}
