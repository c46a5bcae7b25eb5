using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker;

public static class FunctionContextExtensions
{
    /// <summary>Null for a function without an HTTP trigger, and in middleware placed before ConfigureFunctionsWebApplication's.</summary>
    public static HttpContext? GetHttpContext(this FunctionContext context) =>
        context.Items.TryGetValue("HttpRequestContext", out var http) ? http as HttpContext : null;
}

public static class FunctionContextLoggerExtensions
{
    public static ILogger<T?> GetLogger<T>(this FunctionContext context) => context.InstanceServices.GetRequiredService<ILogger<T?>>();

    public static ILogger GetLogger(this FunctionContext context, string categoryName) =>
        context.InstanceServices.GetRequiredService<ILoggerFactory>().CreateLogger(categoryName);
}
