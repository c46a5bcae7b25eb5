using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost.Tests.Http;

public sealed class MiddlewareFunctions
{
    [Function("Echo")]
    public IActionResult Echo([HttpTrigger("get", Route = "echo")] HttpRequest req, FunctionContext context) =>
        new OkObjectResult(string.Join(',', (List<string>)context.Items["trail"]) + ",function");

    [Function("Throw")]
    public IActionResult Throw([HttpTrigger("get", Route = "throw")] HttpRequest req) => throw new FormatException("no");

    [Function("Sum")]
    public IActionResult Sum([HttpTrigger("get", Route = "sum/{a}/{b}")] HttpRequest req, int a, int b) => new OkObjectResult(a + b);
}

public sealed class Outer : IFunctionsWorkerMiddleware
{
    public int Calls { get; private set; }

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        Calls++;
        context.Items["trail"] = new List<string> { "outer" };
        return next(context);
    }
}

public sealed class MiddlewareTests
{
    [Fact]
    public async Task The_first_middleware_is_the_outermost_and_all_see_the_items()
    {
        await using var app = await StartAsync(b =>
        {
            b.UseMiddleware<Outer>();
            b.UseMiddleware((context, next) =>
            {
                ((List<string>)context.Items["trail"]).Add("inner");
                return next();
            });
        });
        Assert.Equal("outer,inner,function", await app.Http.GetStringAsync("api/echo"));
    }

    [Fact]
    public async Task Class_middleware_is_one_object_for_all_requests()
    {
        await using var app = await StartAsync(b => b.UseMiddleware<Outer>());
        await app.Http.GetStringAsync("api/echo");
        await app.Http.GetStringAsync("api/echo");
        Assert.Equal(2, app.Services.GetRequiredService<Outer>().Calls);
    }

    [Fact]
    public async Task Conditional_middleware_runs_only_where_its_condition_holds()
    {
        var ran = new List<string>();
        await using var app = await StartAsync(b =>
        {
            b.UseMiddleware<Outer>();
            b.UseWhen(c => c.FunctionDefinition.Name == "Echo", (c, next) =>
            {
                ran.Add(c.FunctionDefinition.Name);
                return next();
            });
        });
        await app.Http.GetStringAsync("api/echo");
        await app.Http.GetStringAsync("api/sum/1/2");
        Assert.Equal(["Echo"], ran);
    }

    [Fact]
    public async Task Middleware_may_write_the_response_itself()
    {
        await using var app = await StartAsync(b => b.UseMiddleware(async (context, _) =>
        {
            context.GetHttpContext()!.Response.StatusCode = 401;
            await context.GetHttpContext()!.Response.WriteAsync("who?");
        }));
        var response = await app.Http.GetAsync("api/echo");
        Assert.Equal((HttpStatusCode.Unauthorized, "who?"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Middleware_may_answer_in_place_of_the_function()
    {
        await using var app = await StartAsync(b => b.UseMiddleware((context, _) =>
        {
            context.GetInvocationResult().Value = new ObjectResult("no") { StatusCode = 403 };
            return Task.CompletedTask;
        }));
        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.GetAsync("api/echo")).StatusCode);
    }

    [Fact]
    public async Task Middleware_may_replace_what_the_function_returned_before_it_is_written()
    {
        await using var app = await StartAsync(b => b.UseMiddleware(async (context, next) =>
        {
            await next();
            Assert.IsType<OkObjectResult>(context.GetInvocationResult().Value);
            context.GetInvocationResult().Value = new StatusCodeResult(418);
        }));
        var response = await app.Http.GetAsync("api/sum/1/2");
        Assert.Equal((418, ""), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Middleware_sees_the_function_s_own_exception_and_may_answer()
    {
        await using var app = await StartAsync(b => b.UseMiddleware(async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (FormatException fault)
            {
                context.GetInvocationResult().Value = new BadRequestObjectResult(new ProblemDetails { Title = fault.Message });
            }
        }));
        var response = await app.Http.GetAsync("api/throw");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task An_exception_of_middleware_is_an_empty_500()
    {
        await using var app = await StartAsync(b => b.UseMiddleware((_, _) => throw new FormatException("secret")));
        var response = await app.Http.GetAsync("api/sum/1/2");
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Middleware_may_bind_a_parameter_ahead_and_change_it()
    {
        await using var app = await StartAsync(b => b.UseMiddleware(async (context, next) =>
        {
            var parameter = new Named("a");
            var bound = await context.BindInputAsync<int>(parameter);
            bound.Value *= 10;
            await next();
        }));
        Assert.Equal("12", await app.Http.GetStringAsync("api/sum/1/2"));
    }

    [Fact]
    public async Task Before_the_coupling_there_is_no_HttpContext()
    {
        object? seen = "unset";
        var builder = TestApp.Builder(TestApp.NewDirectory(), [typeof(MiddlewareFunctions)]);
        builder.UseMiddleware((context, next) =>
        {
            seen = context.GetHttpContext();
            return next();
        });
        builder.ConfigureFunctionsWebApplication();
        await using var app = await TestApp.StartAsync(builder);
        Assert.Equal("3", await app.Http.GetStringAsync("api/sum/1/2"));
        Assert.Null(seen);
    }

    private static Task<TestApp> StartAsync(Action<FunctionsApplicationBuilder> configure) =>
        TestApp.StartAsync([typeof(MiddlewareFunctions)], configure);

    private sealed class Named(string name) : BindingMetadata
    {
        public override string Name => name;

        public override string Type => "";

        public override BindingDirection Direction => BindingDirection.In;
    }
}
