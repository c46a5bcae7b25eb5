using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KoSales.Bench;

/// <summary>Makes the n-th request of a client as the bytes of an HTTP/1.1 message.</summary>
internal delegate ReadOnlyMemory<byte> RequestMaker(int client, long n);

/// <summary>What a run of requests came to.</summary>
/// <param name="Latencies">Ticks of <see cref="Stopwatch"/>, sorted.</param>
internal sealed record LoadResult(long Requests, long Refused, double Seconds, long[] Latencies)
{
    public double PerSecond => Requests / Seconds;

    public double Percentile(double p) =>
        Latencies.Length == 0
            ? 0
            : Latencies[(int)Math.Min(Latencies.Length - 1, Latencies.Length * p)]
                * 1000.0
                / Stopwatch.Frequency;
}

/// <summary>Keep-alive HTTP/1.1 clients on plain sockets, one request in flight each: lean, since they
/// share the machine with what they measure.</summary>
internal sealed class LoadGenerator(int port, int clients)
{
    public async Task<LoadResult> RunAsync(
        TimeSpan time,
        RequestMaker make,
        Action<int, ReadOnlyMemory<byte>>? onAnswer = null
    )
    {
        using var stop = new CancellationTokenSource(time);
        var watch = Stopwatch.StartNew();
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, clients)
                .Select(c => Task.Run(() => ClientAsync(c, make, onAnswer, stop.Token)))
        );
        var seconds = watch.Elapsed.TotalSeconds;
        long[] latencies = [.. results.SelectMany(r => r.Latencies)];
        Array.Sort(latencies);
        return new LoadResult(latencies.Length, results.Sum(r => r.Refused), seconds, latencies);
    }

    private async Task<ClientResult> ClientAsync(
        int client,
        RequestMaker make,
        Action<int, ReadOnlyMemory<byte>>? onAnswer,
        CancellationToken stop
    )
    {
        using var socket = await ConnectAsync();
        var result = new ClientResult();
        var reader = new AnswerReader(socket);
        for (var n = 0L; !stop.IsCancellationRequested; n++)
        {
            var request = make(client, n);
            var start = Stopwatch.GetTimestamp();
            await socket.SendAsync(request, SocketFlags.None, CancellationToken.None);
            var (status, body) = await reader.ReadAsync();
            result.Add(status, Stopwatch.GetTimestamp() - start);
            onAnswer?.Invoke(status, body);
        }

        return result;
    }

    private sealed class ClientResult
    {
        public List<long> Latencies { get; } = new(1 << 16);

        public long Refused { get; private set; }

        public void Add(int status, long ticks)
        {
            Latencies.Add(ticks);
            if (status >= 400)
                Refused++;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), CancellationToken.None);
        return socket;
    }

    public static ReadOnlyMemory<byte> Request(
        string method,
        string path,
        string? token = null,
        string? json = null,
        params (string Name, string Value)[] headers
    )
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n");
        if (token is not null)
            text.Append($"Authorization: Bearer {token}\r\n");
        foreach (var (name, value) in headers)
            text.Append($"{name}: {value}\r\n");
        if (json is not null)
            text.Append(
                $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n"
            );
        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(json).ToString());
    }

    /// <summary>Reads one response after the other from a connection; Content-Length or chunked.</summary>
    private sealed class AnswerReader(Socket socket)
    {
        private byte[] _buffer = new byte[1 << 18];
        private int _length;

        public async ValueTask<(int Status, ReadOnlyMemory<byte> Body)> ReadAsync()
        {
            _length = 0;
            var head = -1;
            while ((head = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8)) < 0)
                await MoreAsync();
            var status = Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int code, out _) ? code : 0;
            var size = ContentLength(_buffer.AsSpan(0, head));
            return (status, await BodyAsync(status, head + 4, size));
        }

        private async ValueTask<ReadOnlyMemory<byte>> BodyAsync(int status, int start, int? size)
        {
            if (size is { } length)
            {
                while (_length < start + length)
                    await MoreAsync();
                return _buffer.AsMemory(start, length);
            }

            if (status is 204 or 304)
                return default;
            while (!_buffer.AsSpan(start, _length - start).EndsWith("0\r\n\r\n"u8))
                await MoreAsync();
            return _buffer.AsMemory(start, _length - start);
        }

        private static int? ContentLength(ReadOnlySpan<byte> head)
        {
            var at = head.IndexOf("Content-Length: "u8);
            return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int size, out _)
                ? size
                : null;
        }

        private async ValueTask MoreAsync()
        {
            if (_length == _buffer.Length)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            var read = await socket.ReceiveAsync(_buffer.AsMemory(_length), SocketFlags.None);
            if (read == 0)
                throw new IOException("the server closed the connection");
            _length += read;
        }
    }
}
