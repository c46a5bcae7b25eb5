namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>Runs the rest of the pipeline.</summary>
public delegate Task FunctionExecutionDelegate(FunctionContext context);

/// <summary>One layer around every invocation. A singleton: scoped services come from the context, not from the constructor.</summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
