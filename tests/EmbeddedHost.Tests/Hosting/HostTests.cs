using KoSales.EmbeddedHost.Tests.Http;
using KoSales.EmbeddedHost.Tests.Timers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace KoSales.EmbeddedHost.Tests.Hosting;

public static class TraceFunctions
{
    [Function("Trace")]
    public static IActionResult Trace([HttpTrigger("get", Route = "trace")] HttpRequest req, FunctionContext context) =>
        new OkObjectResult(context.TraceContext.TraceParent);
}

public sealed class HostTests
{
    [Fact]
    public async Task The_banner_lists_routes_in_order_with_verbs_and_timers_with_their_next_run()
    {
        var time = new ManualTime(new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero));
        await using var app = await TestApp.StartAsync(
            [typeof(RoutingFunctions), typeof(HourlyFunctions)],
            b => b.Services.AddSingleton<TimeProvider>(time).AddSingleton<Runs>());
        var banner = app.Services.GetServices<IHostedService>().OfType<StartBanner>().Single();
        Assert.Equal(
            """

            HTTP functions:
              Pattern  GET       http://x/api/codes/{code:regex(^[A-Z]+$)}
              NoRoute  *         http://x/api/NoRoute
              List     GET       http://x/api/things
              Create   POST,PUT  http://x/api/things
              One      GET       http://x/api/things/{id:int}
            Timers:
              Hourly  0 0 * * * *  next 2026-01-05 10:00:00Z

            Listening on http://x
            """,
            string.Join('\n', banner.Lines(["http://x"])));
    }

    [Fact]
    public async Task The_caller_s_trace_goes_on()
    {
        await using var app = await TestApp.StartAsync([typeof(TraceFunctions)]);
        app.Http.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        Assert.Contains("4bf92f3577b34da6a3ce929d0e0e4736", await app.Http.GetStringAsync("api/trace"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "http://localhost:3000")]
    [InlineData(null, "http://localhost:4000", "--port", "4000")]
    [InlineData(7071, "http://localhost:7071")]
    [InlineData(7071, "http://localhost:4000", "--port", "4000")]
    [InlineData(null, "http://127.0.0.1:0", "--port=0")]
    [InlineData(7071, "http://0.0.0.0:80", "--urls", "http://0.0.0.0:80", "--port", "4000")]
    public void The_command_line_says_where_to_listen(int? localPort, string expected, params string[] args) =>
        Assert.Equal(expected, new HostArguments(args).Urls(localPort));

    [Fact]
    public void Another_assembly_s_functions_can_be_served() =>
        Assert.Same(GetType().Assembly, new HostArguments(["--functions-assembly", "KoSales.EmbeddedHost.Tests"]).Functions);

    [Fact]
    public void Everything_public_is_in_an_official_namespace() => Assert.All(
        typeof(FunctionContext).Assembly.GetExportedTypes(),
        type => Assert.Matches(@"^(Microsoft\.(Azure\.Functions\.Worker|DurableTask|Extensions\.Hosting)|DurableTask\.Core)", type.Namespace));
}
