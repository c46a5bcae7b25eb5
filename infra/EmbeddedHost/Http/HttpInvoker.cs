using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KoSales.EmbeddedHost.Http;

/// <summary>One request, one invocation. An exception that nothing caught is a 500 without a body, as the real host answers.</summary>
internal sealed class HttpInvoker(InvocationHost host, FunctionPipeline pipeline, ILoggerFactory loggers)
{
    public RequestDelegate For(FunctionDescriptor function)
    {
        var logger = loggers.CreateLogger($"Function.{function.Name}");
        return http => InvokeAsync(function, http, logger);
    }

    private async Task InvokeAsync(FunctionDescriptor function, HttpContext http, ILogger logger)
    {
        var context = new InvocationContext(host, function, default) { Http = http };
        host.Running.Enter();
        try
        {
            await pipeline.RunAsync(context);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            Log.CallerLeft(logger, function.Name, context.InvocationId);
        }
        catch (Exception fault) // whatever a function throws is its failure, not the server's
        {
            Log.Failed(logger, fault, function.Name, context.InvocationId);
            Fail(http);
        }
        finally
        {
            await context.DisposeAsync();
            host.Running.Exit();
        }
    }

    private static void Fail(HttpContext http)
    {
        if (http.Response.HasStarted)
        {
            // The caller must not take half a response for a whole one.
            http.Abort();
            return;
        }
        http.Response.Clear();
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }
}
