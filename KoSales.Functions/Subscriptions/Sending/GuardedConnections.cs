using System.Net;
using System.Net.Sockets;
using KoSales.Domain.Webhooks;

namespace KoSales.Functions.Subscriptions.Sending;

/// <summary>What a name stands for at the moment.</summary>
public interface INameResolver
{
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

/// <summary>Asks the resolver of the machine.</summary>
public sealed class DnsResolver : INameResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>The address of a receiver is not one that may be called.</summary>
public sealed class AddressRefusedException(string message) : IOException(message);

/// <summary>Makes the connections to receivers. A name is resolved once, each of its addresses is looked at, and
/// the connection goes to one of these and nowhere else: what the name stands for a moment later does not
/// matter.</summary>
public sealed class GuardedConnections(INameResolver names, WebhookAddressRules rules)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="AddressRefusedException">The port, or one of the addresses, is not allowed; nothing was
    /// connected to.</exception>
    public async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var asked = context.DnsEndPoint;
        if (!rules.IsPortAllowed(asked.Port))
            throw new AddressRefusedException($"port {asked.Port} is not called");
        var addresses = await AddressesAsync(asked.Host, cancellationToken);
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, rules.IsAllowed))
            throw new AddressRefusedException("the host is in a network of its own");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, asked.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> AddressesAsync(
        string host,
        CancellationToken cancellationToken
    ) =>
        IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? [address]
            : await names.ResolveAsync(host, cancellationToken);
}
