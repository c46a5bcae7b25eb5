using System.Reflection;
using KoSales.EmbeddedHost.Catalog;
using KoSales.EmbeddedHost.Invocation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost.Tests.Hosting;

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute : TriggerBindingAttribute;

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueClientAttribute : InputBindingAttribute;

public sealed record QueueClient(string Name);

public sealed class QueueFunctions
{
    [Function("Take")]
    public async Task<string> Take(
        [QueueTrigger] Http.Order order,
        string queueName,
        int attempt,
        [QueueClient] QueueClient client,
        FunctionContext context,
        CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        return $"{order.Id} {order.Qty} {queueName} {attempt} {client.Name} {context.Items["seen"]} {context.GetHttpContext() is null}";
    }
}

public sealed class ExtensionSeamTests
{
    private static readonly Dictionary<string, object?> Inputs = new()
    {
        ["order"] = """{"id":"a","qty":2}""",
        ["QueueName"] = "orders",
        ["attempt"] = 3,
    };

    [Fact]
    public async Task A_trigger_invokes_its_function_through_the_whole_pipeline()
    {
        await using var app = await StartAsync();
        var function = app.Services.GetRequiredService<FunctionCatalog>().Find("take")!;
        var result = await app.Services.GetRequiredService<FunctionInvoker>().InvokeAsync(
            function, Inputs, context => context.Features.Set(new QueueClient("feature")), CancellationToken.None);
        Assert.Equal("a 2 orders 3 Take feature True", result);
        Assert.Equal("queueTrigger", function.Definition.InputBindings["order"].Type);
        Assert.Equal("queueClient", function.Definition.InputBindings["client"].Type);
    }

    [Fact]
    public async Task The_trigger_s_token_reaches_the_function_and_its_exception_comes_back()
    {
        await using var app = await StartAsync();
        var function = app.Services.GetRequiredService<FunctionCatalog>().Find("Take")!;
        var invoker = app.Services.GetRequiredService<FunctionInvoker>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => invoker.InvokeAsync(function, Inputs, null, new(canceled: true)));
    }

    [Fact]
    public async Task An_extension_may_have_endpoints_outside_the_functions_prefix()
    {
        await using var app = await StartAsync();
        Assert.Equal("managed", await app.Http.GetStringAsync("runtime/webhooks/queue"));
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync([typeof(QueueFunctions)], b =>
    {
        b.Services.AddSingleton<IParameterBinder, ClientBinder>().AddSingleton<IHostExtension, ManagementRoutes>();
        b.UseMiddleware((context, next) =>
        {
            context.Items["seen"] = context.Features.Get<QueueClient>()?.Name ?? "nothing";
            return next();
        });
    });

    private sealed class ClientBinder : IParameterBinder
    {
        public ParameterValue? TryBind(FunctionDescriptor function, ParameterInfo parameter) =>
            parameter.GetCustomAttribute<QueueClientAttribute>() is null
                ? null
                : _ => new(new QueueClient(function.Name));
    }

    private sealed class ManagementRoutes : IHostExtension
    {
        public void MapEndpoints(IEndpointRouteBuilder endpoints) =>
            endpoints.Map("/runtime/webhooks/queue", http => http.Response.WriteAsync("managed"));
    }
}
