using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Grpc.Core;
using KoSales.LocalHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KoSales.LocalHost.Transport;

/// <summary>
/// The protocol as Core Tools and Azure speak it, over gRPC on loopback. It needs no internal of the
/// worker; a call
/// costs about twice as much as in process.
/// </summary>
internal sealed class GrpcTransport(
    GrpcEndpoint endpoint,
    WorkerSession session,
    IEnumerable<IGrpcPart> parts,
    ILoggerFactory loggers
) : IHostedLifecycleService, IAsyncDisposable
{
    private WebApplication? _server;

    /// <summary>Tells the worker of this process where its host is, and has the host answer there.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        var endpoint = GrpcEndpoint.Open();
        builder.Configuration.AddInMemoryCollection(endpoint.WorkerSettings());
        builder.Services.AddSingleton(endpoint);
        builder.Services.AddSingleton<GrpcTransport>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<GrpcTransport>());
    }

    /// <summary>Before any service starts, so also before the worker calls.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        Listen(builder);
        AddServices(builder.Services);
        _server = builder.Build();
        _server.UseRouting();
        _server.MapGrpcService<WorkerConversation>();
        foreach (var part in parts)
            part.MapTo(_server);
        await _server.StartAsync(cancellationToken);
    }

    private void Listen(WebApplicationBuilder builder)
    {
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(endpoint.Address, o => o.Protocols = HttpProtocols.Http2)
            );
        builder.Services.Configure<SocketTransportOptions>(sockets =>
            sockets.CreateBoundListenSocket = _ => endpoint.Socket
        );
    }

    private void AddServices(IServiceCollection services)
    {
        services.AddRouting().AddSingleton(session).AddSingleton(loggers);
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = GrpcEndpoint.LargestMessage);
        foreach (var part in parts)
            part.AddTo(services);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>When all else has stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        // The worker keeps its stream open for as long as its process lives: nothing is left to wait for.
        if (_server is not null)
            await _server.StopAsync(new CancellationToken(canceled: true));
    }

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;
}

/// <summary>A further service beside the conversation, for a worker in another process.</summary>
internal interface IGrpcPart
{
    void AddTo(IServiceCollection services);

    void MapTo(IEndpointRouteBuilder endpoints);
}

/// <summary>
/// A loopback address that is taken as soon as it is known, since the worker reads it while the app is built.
/// </summary>
internal sealed class GrpcEndpoint
{
    public const int LargestMessage = int.MaxValue;

    private GrpcEndpoint(Socket socket)
    {
        Socket = socket;
        Address = (IPEndPoint)socket.LocalEndPoint!;
    }

    public Socket Socket { get; }

    public IPEndPoint Address { get; }

    public static GrpcEndpoint Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new GrpcEndpoint(socket);
    }

    /// <summary>What a host tells a worker on its command line, as configuration.</summary>
    public Dictionary<string, string?> WorkerSettings() =>
        new()
        {
            ["Functions:Worker:HostEndpoint"] = $"http://{Address}",
            ["Functions:Worker:WorkerId"] = "local",
            ["Functions:Worker:RequestId"] = "local",
            ["Functions:Worker:GrpcMaxMessageLength"] = $"{LargestMessage}",
        };
}

/// <summary>The worker's stream of messages and ours.</summary>
internal sealed class WorkerConversation(WorkerSession session) : FunctionRpc.FunctionRpcBase
{
    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream,
        IServerStreamWriter<StreamingMessage> responseStream,
        ServerCallContext context
    )
    {
        var outbox = Channel.CreateUnbounded<StreamingMessage>(
            new UnboundedChannelOptions { SingleReader = true }
        );
        var writing = WriteAsync(outbox.Reader, responseStream);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
                Take(requestStream.Current, outbox.Writer);
        }
        catch (Exception fault)
            when (fault is IOException or OperationCanceledException or RpcException)
        {
            // The worker's process has ended, or is about to.
        }
        finally
        {
            outbox.Writer.TryComplete();
            session.Lost(new IOException("The Functions worker has closed its connection."));
        }

        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Take(StreamingMessage message, ChannelWriter<StreamingMessage> outbox)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.StartStream)
            _ = session.StartAsync(new OutboxChannel(outbox));
        else
            session.Receive(message);
    }

    private static async Task WriteAsync(
        ChannelReader<StreamingMessage> outbox,
        IServerStreamWriter<StreamingMessage> responseStream
    )
    {
        await foreach (var message in outbox.ReadAllAsync())
            await responseStream.WriteAsync(message);
    }

    private sealed class OutboxChannel(ChannelWriter<StreamingMessage> outbox) : IWorkerChannel
    {
        public void Send(StreamingMessage message) => outbox.TryWrite(message);
    }
}
