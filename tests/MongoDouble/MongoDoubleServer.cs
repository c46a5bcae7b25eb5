using System.Net;
using System.Net.Sockets;
using KoSales.MongoDouble.Commands;
using KoSales.MongoDouble.Faults;
using KoSales.MongoDouble.Wire;

namespace KoSales.MongoDouble;

/// <summary>A server that speaks MongoDB's wire protocol on loopback and keeps its data in memory. Runs
/// until it is
/// disposed.</summary>
public sealed class MongoDoubleServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServerState _state;
    private readonly Task _accepting;
    private int _messages;

    private MongoDoubleServer(MongoDoubleOptions options)
    {
        _listener = new TcpListener(IPAddress.Loopback, options.Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _state = new ServerState(options, Port);
        Uri =
            $"mongodb://127.0.0.1:{Port}/"
            + (options.IsReplicaSet ? $"?replicaSet={Hello.SetName}" : "?directConnection=true");
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>The connection string.</summary>
    public string Uri { get; }

    public FaultList Faults => _state.Faults;

    public TripCounter Trips => _state.Trips;

    public static MongoDoubleServer Start(MongoDoubleOptions? options = null) =>
        new(options ?? new MongoDoubleOptions());

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(Task.Run(() => ServeAsync(client)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        await using var stream = client.GetStream();
        try
        {
            while (await WireReader.ReadAsync(stream, _stopping.Token) is { } request)
            {
                var answer = await Dispatcher.AnswerAsync(_state, request.Command, _stopping.Token);
                if (answer is null)
                    return;
                if (!request.WantsReply)
                    continue;
                await stream.WriteAsync(
                    WireWriter.Write(request, Interlocked.Increment(ref _messages), answer),
                    _stopping.Token
                );
            }
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or InvalidDataException
                        or OperationCanceledException
                        or SocketException
            )
        {
            // The client has gone, speaks something else, or this server ends.
        }
    }
}
