using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace KoSales.EmbeddedHost.Invocation;

/// <summary>The onion: middleware in the order it was added, innermost the function itself.</summary>
internal sealed class FunctionPipeline(
    IEnumerable<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> layers, IFunctionActivator activator)
{
    private readonly FunctionExecutionDelegate _run =
        layers.Reverse().Aggregate<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>, FunctionExecutionDelegate>(
            context => ExecuteAsync((InvocationContext)context, activator), (next, layer) => layer(next));

    public Task RunAsync(FunctionContext context) => _run(context);

    private static async Task ExecuteAsync(InvocationContext context, IFunctionActivator activator)
    {
        var function = context.Function;
        var arguments = await context.BindAllAsync();
        var instance = function.Method.IsStatic ? null : activator.CreateInstance(function.DeclaringType, context);
        context.Result = context.Body is { } body
            ? await body(() => function.Call.InvokeAsync(instance, arguments))
            : await function.Call.InvokeAsync(instance, arguments);
    }
}
