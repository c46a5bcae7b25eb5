using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask.Client;

namespace KoSales.LocalHost.DurableTask.Client;

/// <summary>
/// Fills parameters with <c>[DurableClient]</c>. A Functions host sends the address of its service for
/// them; here the
/// binding is made before the function's inputs are, by a converter that comes before the worker's own would
/// look for the address.
/// </summary>
internal sealed class DurableClientBinding : IFunctionsWorkerMiddleware
{
    private const string BindingType = "durableClient";

    private readonly ConcurrentDictionary<string, BindingMetadata[]> _clients = new(
        StringComparer.Ordinal
    );

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var clients = _clients.GetOrAdd(context.FunctionId, static (_, c) => ClientsOf(c), context);
        return clients.Length == 0 ? next(context) : InvokeAsync(clients, context, next);
    }

    private static async Task InvokeAsync(
        BindingMetadata[] clients,
        FunctionContext context,
        FunctionExecutionDelegate next
    )
    {
        foreach (var client in clients)
            await context.BindInputAsync<DurableTaskClient>(client);
        await next(context);
    }

    private static BindingMetadata[] ClientsOf(FunctionContext context) =>
        [.. context.FunctionDefinition.InputBindings.Values.Where(IsClient)];

    private static bool IsClient(BindingMetadata binding) =>
        string.Equals(binding.Type, BindingType, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Gives the client of this process to whoever binds one.</summary>
internal sealed class LocalClientConverter(LocalClient local) : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        new(
            context.TargetType == typeof(DurableTaskClient)
                ? ConversionResult.Success(local.Client)
                : ConversionResult.Unhandled()
        );
}
