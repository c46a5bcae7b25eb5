using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KoSales.Tests.Mail;

/// <summary>A mail server that takes mails, or refuses as many as it is told.</summary>
internal sealed class SmtpDouble : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _refusals;

    private SmtpDouble()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Each as it came over the wire: head, an empty line, body.</summary>
    public ConcurrentQueue<string> Mails { get; } = new();

    public static SmtpDouble Start() => new();

    /// <summary>Refuses the next mails for now.</summary>
    public void Refuse(int mails) => Interlocked.Exchange(ref _refusals, mails);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false))
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        await writer.WriteLineAsync("220 double");
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line == "DATA")
            {
                await writer.WriteLineAsync("354 go on");
                Mails.Enqueue(await BodyAsync(reader));
                await writer.WriteLineAsync("250 taken");
            }
            else if (
                line.StartsWith("MAIL", StringComparison.Ordinal)
                && Interlocked.Decrement(ref _refusals) >= 0
            )
                await writer.WriteLineAsync("451 not now");
            else if (line == "QUIT")
                await writer.WriteLineAsync("221 bye");
            else
                await writer.WriteLineAsync("250 fine");
        }
    }

    private static async Task<string> BodyAsync(StreamReader reader)
    {
        var body = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            body.Append(line).Append('\n');
        return body.ToString();
    }
}
