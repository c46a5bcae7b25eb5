using Google.Protobuf.WellKnownTypes;
using KoSales.LocalHost.Tests.Apps;
using KoSales.LocalHost.Tests.Http;
using KoSales.LocalHost.Transport;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Tests.Hooks;

/// <summary>The internals of the worker that the host knows, one test for each: an update of the worker
/// that changes one is told here by a sentence.</summary>
public sealed class WorkerShapeTests
{
    [Fact]
    public void The_worker_s_connection_has_the_shape_that_the_in_process_transport_knows()
    {
        var misfit = InProcessTransport.TryAdd(new ServiceCollection());

        Assert.True(
            misfit is null,
            $"{misfit} Until InProcessTransport knows it, every app falls back to gRPC, which costs twice as much a call."
        );
    }

    [Fact]
    public void The_worker_is_of_the_version_that_was_looked_at()
    {
        var version = WorkerShapes
            .OfWorker("IWorkerClientFactory")!
            .Assembly.GetName()
            .Version!.ToString(3);

        Assert.True(
            version == InProcessTransport.KnownVersion,
            $"The Functions worker is {version} now. When the tests of both transports pass, set InProcessTransport.KnownVersion to it."
        );
    }

    [Theory]
    [InlineData(
        "lacks IWorkerClientFactory, IWorkerClient or IMessageProcessor",
        null,
        typeof(IClient),
        typeof(IProcessor)
    )]
    [InlineData(
        "lacks IWorkerClientFactory, IWorkerClient or IMessageProcessor",
        typeof(IFactory),
        typeof(IClient),
        null
    )]
    [InlineData(
        "makes its connection in another way",
        typeof(IFactoryOfTwo),
        typeof(IClient),
        typeof(IProcessor)
    )]
    [InlineData(
        "starts its connection in another way",
        typeof(IFactoryOfHasty),
        typeof(IHastyClient),
        typeof(IProcessor)
    )]
    [InlineData(
        "takes messages in another way",
        typeof(IFactoryForTexts),
        typeof(IClient),
        typeof(ITextProcessor)
    )]
    [InlineData(
        "sends messages in another way",
        typeof(IFactoryOfTexting),
        typeof(ITextingClient),
        typeof(IProcessor)
    )]
    public void A_worker_of_another_shape_is_told_in_a_sentence(
        string told,
        System.Type? factory,
        System.Type? client,
        System.Type? processor
    )
    {
        var types = new Dictionary<string, System.Type?>
        {
            ["IWorkerClientFactory"] = factory,
            ["IWorkerClient"] = client,
            ["IMessageProcessor"] = processor,
        };

        var misfit = WorkerShapes.TryFind(types.GetValueOrDefault, out var shapes);

        Assert.Contains(told, misfit, StringComparison.Ordinal);
        Assert.Null(shapes);
    }

    [Fact]
    public void A_worker_of_the_known_shape_fits()
    {
        var types = new Dictionary<string, System.Type?>
        {
            ["IWorkerClientFactory"] = typeof(IFactory),
            ["IWorkerClient"] = typeof(IClient),
            ["IMessageProcessor"] = typeof(IProcessor),
        };

        Assert.Null(WorkerShapes.TryFind(types.GetValueOrDefault, out var shapes));
        Assert.Equal(typeof(IFactory), shapes!.Factory);
    }

    [Fact]
    public void The_worker_s_log_goes_to_no_host()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        var worker = builder
            .Services.Where(s => s.ServiceType == typeof(ILoggerProvider) && IsOfWorker(s))
            .ToList();
        builder.UseLocalHost(["--port", "0"]);
        builder.Logging.ClearProviders();
        foreach (var provider in worker)
            builder.Services.Add(provider);
        using var services = builder.Services.BuildServiceProvider();

        var isOn = services
            .GetRequiredService<ILoggerFactory>()
            .CreateLogger("Anything")
            .IsEnabled(LogLevel.Critical);

        Assert.True(
            worker.Count == 1,
            "The worker's logger provider is registered in another way: see where its records go, and HostConfiguration."
        );
        Assert.False(
            isOn,
            "HostConfiguration does not know the worker's logger provider by its name: every record would be sent to the host, which is this process."
        );
    }

    private static bool IsOfWorker(ServiceDescriptor provider) =>
        provider.ImplementationType?.Namespace?.StartsWith(
            "Microsoft.Azure.Functions.Worker",
            StringComparison.Ordinal
        ) == true;

    private interface IFactory
    {
        IClient CreateClient(IProcessor processor);
    }

    private interface IClient
    {
        Task StartAsync(CancellationToken token);

        ValueTask SendMessageAsync(Empty message);
    }

    private interface IProcessor
    {
        Task ProcessMessageAsync(Empty message);
    }

    private interface IFactoryOfTwo
    {
        IClient CreateClient(IProcessor processor, string name);
    }

    private interface IFactoryOfHasty
    {
        IHastyClient CreateClient(IProcessor processor);
    }

    private interface IHastyClient
    {
        void StartAsync(CancellationToken token);

        ValueTask SendMessageAsync(Empty message);
    }

    private interface IFactoryForTexts
    {
        IClient CreateClient(ITextProcessor processor);
    }

    private interface ITextProcessor
    {
        Task ProcessMessageAsync(string message);
    }

    private interface IFactoryOfTexting
    {
        ITextingClient CreateClient(IProcessor processor);
    }

    private interface ITextingClient
    {
        Task StartAsync(CancellationToken token);

        ValueTask SendMessageAsync(string message);
    }
}

[Collection(SharedProcess.Name)]
public sealed class FallbackTests
{
    [Fact]
    public async Task A_worker_that_does_not_fit_is_spoken_to_over_gRPC_and_the_operator_is_told()
    {
        var error = Console.Error;
        using var said = new StringWriter();
        Console.SetError(said);
        try
        {
            var plan = new AppPlan(Way.InProcess, typeof(RoutingFunctions))
            {
                TryInProcess = _ => "The worker is strange.",
            };
            await using var app = await plan.StartAsync();

            Assert.Equal("list", await app.Http.GetStringAsync("api/things"));
            Assert.NotNull(app.Services.GetService<GrpcTransport>());
        }
        finally
        {
            Console.SetError(error);
        }

        Assert.Equal(
            "The worker is strange. It is spoken to over gRPC instead, which is slower.",
            said.ToString().Trim()
        );
    }

    [Theory]
    [InlineData(Way.InProcess, false)]
    [InlineData(Way.Grpc, true)]
    public async Task The_setting_picks_the_transport(Way way, bool overGrpc)
    {
        await using var app = await new AppPlan(way, typeof(RoutingFunctions)).StartAsync();

        Assert.Equal(overGrpc, app.Services.GetService<GrpcTransport>() is not null);
    }
}
