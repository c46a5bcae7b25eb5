using System.Net.Http.Headers;
using System.Text.Json;

namespace KoSales.Tests.Feed;

/// <summary>One connection to the feed's server-sent events.</summary>
internal sealed class FeedClient : IDisposable
{
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private FeedClient(HttpResponseMessage response, Stream body) =>
        (_response, _lines) = (response, new StreamReader(body));

    public HttpResponseHeaders Headers => _response.Headers;

    public string? MediaType => _response.Content.Headers.ContentType?.MediaType;

    /// <summary>Id of the last event or mark; for the next connection.</summary>
    public string? LastEventId { get; private set; }

    public int Comments { get; private set; }

    /// <exception cref="HttpRequestException">Refused, or the app is not there.</exception>
    public static async Task<FeedClient> OpenAsync(
        Uri address,
        string token,
        string? lastEventId = null,
        string query = ""
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(address, $"events{query}")
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastEventId is not null)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new FeedClient(response, await response.Content.ReadAsStreamAsync())
        {
            LastEventId = lastEventId,
        };
    }

    /// <summary>The next event; null at the end of the stream.</summary>
    public async Task<JsonElement?> NextAsync(CancellationToken cancellationToken = default)
    {
        string? data = null;
        string? id = null;
        while (await _lines.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(':'))
                Comments++;
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            if (line.Length > 0)
                continue;
            // As browsers do, an id counts with the empty line after it, and never half a block.
            LastEventId = id ?? LastEventId;
            if (data is not null)
                return JsonElement.Parse(data);
        }

        return null;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
