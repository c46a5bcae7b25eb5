using KoSales.LocalHost.Tests.Apps;
using KoSales.LocalHost.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.LocalHost.Tests.Hosting;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData(null, "http://localhost:3000")]
    [InlineData(null, "http://localhost:4000", "--port", "4000")]
    [InlineData(7071, "http://localhost:7071")]
    [InlineData(7071, "http://localhost:4000", "--port", "4000")]
    [InlineData(null, "http://127.0.0.1:0", "--port=0")]
    [InlineData(7071, "http://0.0.0.0:80", "--urls", "http://0.0.0.0:80", "--port", "4000")]
    public void It_says_where_to_listen(
        int? localPort,
        string expected,
        params string[] arguments
    ) => Assert.Equal(expected, new HostArguments(arguments).Urls(localPort));

    [Theory]
    [InlineData("--prot 4000 is no option", "--prot", "4000")]
    [InlineData("4000 is no option", "4000")]
    [InlineData("--urls needs a value", "--urls")]
    [InlineData("--port 65536: a port is a number", "--port", "65536")]
    [InlineData("--port http: a port is a number", "--port", "http")]
    [InlineData(
        "LocalHost__Transport is 'pigeon'; write inprocess or grpc",
        "--LocalHost:Transport=pigeon"
    )]
    public void What_cannot_be_understood_stops_the_start_with_a_sentence(
        string told,
        params string[] arguments
    )
    {
        var fault = Assert.Throws<StartException>(() =>
            new AppPlan(Way.InProcess) { Arguments = arguments }.Builder()
        );

        Assert.Contains(
            told.Replace(" 4000 is", " is", StringComparison.Ordinal),
            fault.Message,
            StringComparison.Ordinal
        );
    }
}

/// <summary>What is said on standard output when the app is up.</summary>
[Collection(SharedProcess.Name)]
public abstract class BannerTests(Way way)
{
    private static readonly DateTimeOffset _now = new(2026, 1, 5, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_start_tells_how_many_functions_there_are_and_where()
    {
        var (said, address) = await StartAsync();

        Assert.Equal(
            $"7 functions (6 http, 1 timer) on {address} (--verbose lists them)",
            said.Single()
        );
    }

    [Fact]
    public async Task Asked_for_more_it_lists_routes_with_verbs_and_timers_with_their_next_run()
    {
        var (said, address) = await StartAsync("--verbose");

        Assert.Contains($"  One      GET     {address}/api/things/{{id:int}}", said);
        Assert.Contains($"  Create   POST,PUT  {address}/api/things", said);
        Assert.Contains($"  NoRoute  *       {address}/api/NoRoute", said);
        Assert.Contains("  Hourly  0 0 * * * *       next 2026-01-05 10:00:00Z", said);
    }

    private async Task<(string[] Said, string Address)> StartAsync(params string[] arguments)
    {
        var plan = new AppPlan(way, typeof(RoutingFunctions), typeof(Timers.HourlyFunctions))
        {
            Arguments = arguments,
            Configure = b =>
                b.Services.AddSingleton<TimeProvider>(new ManualTime(_now))
                    .AddSingleton<Timers.Runs>(),
        };
        var output = Console.Out;
        using var said = new StringWriter();
        Console.SetOut(said);
        try
        {
            await using var app = await plan.StartAsync();
            return (
                said.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries),
                app.Http.BaseAddress!.ToString().TrimEnd('/')
            );
        }
        finally
        {
            Console.SetOut(output);
        }
    }
}

public sealed class BannerInProcess() : BannerTests(Way.InProcess);

public sealed class BannerOverGrpc() : BannerTests(Way.Grpc);
