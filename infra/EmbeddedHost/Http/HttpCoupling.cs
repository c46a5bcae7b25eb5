using KoSales.EmbeddedHost.Invocation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace KoSales.EmbeddedHost.Http;

/// <summary>
/// The layer that ties an invocation to its request: inside it the context knows its HttpContext, and what comes back through it is
/// written as the response. Strings and other objects are not written, as in the official ASP.NET Core mode.
/// </summary>
internal static class HttpCoupling
{
    /// <summary>Where the official integration keeps the HttpContext in <c>FunctionContext.Items</c>.</summary>
    public const string ItemKey = "HttpRequestContext";

    public static FunctionExecutionDelegate Layer(FunctionExecutionDelegate next) => context =>
    {
        var invocation = (InvocationContext)context;
        return invocation.Http is { } http ? RunAsync(invocation, http, next) : next(context);
    };

    private static async Task RunAsync(InvocationContext invocation, HttpContext http, FunctionExecutionDelegate next)
    {
        invocation.Items[ItemKey] = http;
        await next(invocation);
        switch (invocation.Result)
        {
            case IActionResult result:
                await result.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                break;
            case IResult result:
                await result.ExecuteAsync(http);
                break;
        }
    }
}

/// <summary>In DI when the app has asked for the coupling.</summary>
internal sealed class HttpCouplingMarker;
