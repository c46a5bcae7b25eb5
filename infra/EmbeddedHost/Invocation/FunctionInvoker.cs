using KoSales.EmbeddedHost.Catalog;
using Microsoft.Azure.Functions.Worker;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>Runs a function that was not started by HTTP, through the whole middleware pipeline.</summary>
internal sealed class FunctionInvoker(InvocationHost host, FunctionPipeline pipeline)
{
    /// <summary>
    /// The function's result, as middleware left it; null for void. Inputs go by parameter name (whatever its case): a value of the
    /// parameter's type is passed as it is, a string is read as JSON for any other type. Exceptions of the function and of middleware
    /// pass as they are. The token becomes the context's, linked with the end of the shutdown's patience.
    /// </summary>
    public async Task<object?> InvokeAsync(
        FunctionDescriptor function,
        IReadOnlyDictionary<string, object?> triggerInputs,
        Action<FunctionContext>? configure,
        CancellationToken cancellation)
    {
        var context = new InvocationContext(host, function, cancellation) { TriggerInputs = triggerInputs };
        host.Running.Enter();
        try
        {
            configure?.Invoke(context);
            await pipeline.RunAsync(context);
            return context.Result;
        }
        finally
        {
            await context.DisposeAsync();
            host.Running.Exit();
        }
    }
}
