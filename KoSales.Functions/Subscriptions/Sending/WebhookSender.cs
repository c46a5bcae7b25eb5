using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using KoSales.Domain.Webhooks;
using Microsoft.Extensions.Options;
using NodaTime;

namespace KoSales.Functions.Subscriptions.Sending;

/// <summary>A signed message.</summary>
/// <param name="Id">Of the delivery; the same at each attempt.</param>
/// <param name="Keys">Of the secrets in force; each signs.</param>
public sealed record SignedMessage(
    Uri Url,
    string Id,
    Instant At,
    ReadOnlyMemory<byte> Body,
    IReadOnlyList<byte[]> Keys
);

/// <summary>Calls receivers as Standard Webhooks has it. No redirects, no proxies, no cookies; of an answer the
/// status counts, and little more of it is read. Does not throw for what goes wrong over there.</summary>
public sealed class WebhookSender : IDisposable
{
    private const int MostAnswerBytes = 64 * 1024;
    private const int MostHeaderKilobytes = 16;

    private static readonly ProductInfoHeaderValue Agent = new("KO-Sales-Webhooks", "1");

    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;

    public WebhookSender(INameResolver names, IOptions<WebhookSettings> settings)
    {
        _timeout = settings.Value.Timeout;
        var connections = new GuardedConnections(names, settings.Value.Addresses);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectCallback = connections.ConnectAsync,
                MaxConnectionsPerServer = settings.Value.SideBySide,
                MaxResponseHeadersLength = MostHeaderKilobytes,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => _http.Dispose();

    public async Task<OutboundAttempt> SendAsync(
        SignedMessage message,
        CancellationToken cancellationToken
    )
    {
        var began = Stopwatch.GetTimestamp();
        var answered = await AnswerAsync(message, cancellationToken);
        var latency = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return new OutboundAttempt(message.At, answered.Status, answered.Error, latency)
        {
            RetryAfterSeconds = answered.RetryAfterSeconds,
        };
    }

    private async Task<Answered> AnswerAsync(
        SignedMessage message,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            using var request = RequestOf(message);
            using var response = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                limit.Token
            );
            await PassOverAsync(response, limit.Token);
            return Answered.With((int)response.StatusCode) with
            {
                RetryAfterSeconds = RetryAfter.SecondsOf(response, message.At),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Answered.Not("timeout");
        }
        catch (HttpRequestException exception)
        {
            return Answered.Not(ErrorOf(exception));
        }
        catch (IOException)
        {
            return Answered.Not("broken_off");
        }
    }

    private static HttpRequestMessage RequestOf(SignedMessage message)
    {
        var timestamp = message.At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, message.Url)
        {
            Content = new ReadOnlyMemoryContent(message.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(Agent);
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature",
            string.Join(
                ' ',
                message.Keys.Select(key =>
                    StandardWebhook.Sign(key, message.Id, timestamp, message.Body.Span)
                )
            )
        );
        return request;
    }

    /// <summary>Reads a short answer to its end, so that the connection can be used again; a longer one is cut
    /// off.</summary>
    private static async Task PassOverAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[4096];
        for (var left = MostAnswerBytes; left > 0; )
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                return;
            left -= read;
        }
    }

    private static string ErrorOf(HttpRequestException exception) =>
        exception.InnerException switch
        {
            AddressRefusedException => "address_refused",
            AuthenticationException => "tls",
            SocketException { SocketErrorCode: SocketError.HostNotFound } => "unknown_host",
            _ => "unreachable",
        };

    private sealed record Answered(int? Status, string? Error)
    {
        public int? RetryAfterSeconds { get; init; }

        public static Answered With(int status) =>
            new(
                status,
                status is >= 200 and < 300
                    ? null
                    : string.Create(CultureInfo.InvariantCulture, $"http_{status}")
            );

        public static Answered Not(string error) => new(null, error);
    }
}
