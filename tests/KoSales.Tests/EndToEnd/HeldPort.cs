using System.Net;
using System.Net.Sockets;

namespace KoSales.Tests.EndToEnd;

/// <summary>A port of this machine where nothing listens, and which nobody else draws while it is held: who
/// knows it may still listen there.</summary>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket = new(
        AddressFamily.InterNetwork,
        SocketType.Stream,
        ProtocolType.Tcp
    );

    /// <param name="number">0 for a free one.</param>
    public HeldPort(int number = 0)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, number));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Number { get; }

    public void Dispose() => _socket.Dispose();
}
