using System.Net;
using KoSales.LocalHost.Tests.Apps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Tests.Http;

public sealed class FailingFunctions
{
    [Function("SetsThenThrows")]
    public IActionResult SetsThenThrows(
        [HttpTrigger("get", Route = "sets-then-throws")] HttpRequest req
    )
    {
        req.HttpContext.Response.Headers["X-Seen"] = "yes";
        req.HttpContext.Response.StatusCode = 201;
        throw new FormatException("secret");
    }

    [Function("WritesThenThrows")]
    public async Task WritesThenThrows(
        [HttpTrigger("get", Route = "writes-then-throws")] HttpRequest req
    )
    {
        await req.HttpContext.Response.WriteAsync("half");
        await req.HttpContext.Response.Body.FlushAsync();
        throw new FormatException("secret");
    }

    [Function("BadResult")]
    public IActionResult BadResult([HttpTrigger("get", Route = "bad-result")] HttpRequest req) =>
        new FailingResult();

    [Function("Fine")]
    public IActionResult Fine([HttpTrigger("get", Route = "fine")] HttpRequest req) =>
        new OkObjectResult("fine");

    private sealed class FailingResult : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) =>
            throw new FormatException("secret");
    }
}

public abstract class FailureTests(Way way)
{
    private readonly AppPlan _plan = new(way, typeof(FailingFunctions));

    [Theory]
    [InlineData("sets-then-throws")]
    [InlineData("bad-result")]
    public async Task A_failed_function_is_a_500_with_nothing_of_the_function_in_it(string path)
    {
        await using var app = await _plan.StartAsync();

        var response = await app.Http.GetAsync($"api/{path}");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, ""),
            (response.StatusCode, await response.Content.ReadAsStringAsync())
        );
        Assert.False(response.Headers.Contains("X-Seen"));
    }

    [Fact]
    public async Task A_failure_after_the_first_byte_breaks_the_connection()
    {
        await using var app = await _plan.StartAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            app.Http.GetStringAsync("api/writes-then-throws")
        );
        Assert.Equal("fine", await app.Http.GetStringAsync("api/fine"));
    }

    [Fact]
    public async Task A_failed_function_is_logged_once_as_an_error_with_its_name()
    {
        using var lines = new Lines();
        var plan = _plan with { Configure = builder => builder.Logging.AddProvider(lines) };
        await using var app = await plan.StartAsync();

        await app.Http.GetAsync("api/sets-then-throws");

        var line = Assert.Single(lines.Seen, l => l.Level >= LogLevel.Error);
        Assert.IsType<FormatException>(line.Fault);
        Assert.Contains("SetsThenThrows", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middleware_may_answer_in_place_of_the_function()
    {
        var plan = _plan with
        {
            Configure = builder =>
                builder.UseMiddleware(
                    (context, _) =>
                    {
                        context.GetInvocationResult().Value = new ObjectResult("no")
                        {
                            StatusCode = 403,
                        };
                        return Task.CompletedTask;
                    }
                ),
        };
        await using var app = await plan.StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await app.Http.GetAsync("api/fine")).StatusCode);
    }

    [Fact]
    public async Task Middleware_may_make_an_answer_of_the_function_s_own_exception()
    {
        var plan = _plan with { Configure = builder => builder.UseMiddleware(AnswerAsync) };
        await using var app = await plan.StartAsync();

        var response = await app.Http.GetAsync("api/sets-then-throws");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);

        static async Task AnswerAsync(FunctionContext context, Func<Task> next)
        {
            try
            {
                await next();
            }
            catch (FormatException)
            {
                context.GetInvocationResult().Value = new ObjectResult(
                    new ProblemDetails { Status = 400 }
                )
                {
                    StatusCode = 400,
                };
            }
        }
    }

    [Fact]
    public async Task An_exception_of_middleware_is_an_empty_500()
    {
        var plan = _plan with
        {
            Configure = builder =>
                builder.UseMiddleware((_, _) => throw new FormatException("secret")),
        };
        await using var app = await plan.StartAsync();

        var response = await app.Http.GetAsync("api/fine");

        Assert.Equal(
            (HttpStatusCode.InternalServerError, ""),
            (response.StatusCode, await response.Content.ReadAsStringAsync())
        );
    }
}

public sealed class FailureInProcess() : FailureTests(Way.InProcess);

public sealed class FailureOverGrpc() : FailureTests(Way.Grpc);
