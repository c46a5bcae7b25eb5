using System.Diagnostics;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace KoSales.Functions.Feed;

/// <summary>The feed as server-sent events: what has happened since the reader's cursor, then whatever
/// happens, until the reader leaves, the stream's time is over or the app stops.</summary>
/// <param name="position">Number of the last entry that the reader has seen.</param>
/// <param name="place">Given back at the end.</param>
[JsonConverter(typeof(NothingForTheHost<FeedStream>))]
internal sealed class FeedStream(FeedQuery query, long position, IDisposable place) : IResult
{
    public const string MediaType = "text/event-stream";

    private readonly Stopwatch _silence = new();
    private long _position = position;

    public required FeedReader Reader { get; init; }

    public required FeedTail Tail { get; init; }

    public required FeedQueries Queries { get; init; }

    public required FeedSettings Settings { get; init; }

    public required CancellationToken Stopping { get; init; }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var leave = place;
        using var reading = Tail.Join();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted,
            Stopping
        );
        end.CancelAfter(Settings.StreamFor);
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers["X-Accel-Buffering"] = "no";
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await SendAsync(response, "retry: 1000\n\n", httpContext.RequestAborted);
        try
        {
            await RunAsync(response, end.Token);
        }
        catch (OperationCanceledException)
            when (!httpContext.RequestAborted.IsCancellationRequested)
        {
            // The end of the stream's time, or of the app's: the reader comes again.
        }
        catch (Exception exception)
            when (exception is StoreUnavailableException or RefusalException)
        {
            // The reader comes again, and is told then why it cannot go on.
        }

        await SendAsync(response, Mark("end"), httpContext.RequestAborted);
    }

    private async Task RunAsync(HttpResponse response, CancellationToken end)
    {
        while (true)
        {
            var advanced = Tail.Advanced;
            var page = Tail.After(_position) ?? await Reader.ReadAsync(query, _position, end);
            await SendAsync(response, page);
            if (_silence.Elapsed >= Settings.Heartbeat)
                await SendAsync(response, Mark("heartbeat"), end);
            if (page.IsCaughtUp)
                await WaitAsync(advanced, end);
        }
    }

    /// <summary>Until the feed grows, or the next heartbeat is due: what happens out of the reader's scope
    /// does not put that off.</summary>
    private async Task WaitAsync(Task advanced, CancellationToken end)
    {
        var left = Settings.Heartbeat - _silence.Elapsed;
        if (left <= TimeSpan.Zero)
            return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(end);
        await Task.WhenAny(advanced, Task.Delay(left, enough.Token));
        await enough.CancelAsync();
        end.ThrowIfCancellationRequested();
    }

    /// <summary>Either whole or not at all: what was begun is sent although the stream's time is
    /// over.</summary>
    private async Task SendAsync(HttpResponse response, FeedPage page)
    {
        var text = new StringBuilder();
        foreach (var item in page.Items.Where(i => query.IsFor(i.Entry)))
        {
            text.Append("id: ").Append(CursorTo(item.Entry.Number)).Append('\n');
            text.Append("data: ").Append(Encoding.UTF8.GetString(item.Json)).Append("\n\n");
        }

        if (text.Length > 0)
            await SendAsync(response, text.ToString(), response.HttpContext.RequestAborted);
        _position = page.Next;
    }

    /// <summary>A comment, with the position for whoever saw nothing of what went by.</summary>
    private string Mark(string comment) => $": {comment}\nid: {CursorTo(_position)}\n\n";

    private string CursorTo(long number) => Queries.CursorTo(number, query.Actor);

    private async Task SendAsync(
        HttpResponse response,
        string text,
        CancellationToken cancellationToken
    )
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
        _silence.Restart();
    }
}
