using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using KoSales.Domain.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace KoSales.Tests.Subscriptions;

/// <summary>What came in.</summary>
internal sealed record Received(WebhookHeaders Headers, byte[] Body)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Null when it is signed with the secret.</summary>
    public Fault? Objection(string secret) =>
        StandardWebhook.Objection(
            Headers,
            Body,
            [StandardWebhook.KeyOf(secret)!],
            Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow())
        );
}

/// <summary>Takes deliveries on a port of this machine; each path is a receiver of its own.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Received>> _byPath = new();
    private readonly ConcurrentDictionary<string, Func<int, Task<int>>> _answers = new();

    private readonly ConcurrentDictionary<string, int> _pauses = new();

    private WebhookReceiver(WebApplication app) => _app = app;

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/{path}", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public string UrlOf(string path) => $"{_app.Urls.First().TrimEnd('/')}/{path}";

    public IReadOnlyList<Received> At(string path) =>
        _byPath.TryGetValue(path, out var all) ? [.. all] : [];

    /// <param name="status">Of the answer, by how many came before it.</param>
    public void Answer(string path, Func<int, int> status) =>
        _answers[path] = before => Task.FromResult(status(before));

    /// <summary>Names so many seconds in each answer of the path.</summary>
    public void RetryAfter(string path, int seconds) => _pauses[path] = seconds;

    /// <summary>Takes what comes and does not answer for so long.</summary>
    public void Delay(string path, TimeSpan by) =>
        _answers[path] = async _ =>
        {
            await Task.Delay(by);
            return StatusCodes.Status200OK;
        };

    /// <summary>Those that have come once there are so many.</summary>
    public async Task<IReadOnlyList<Received>> UntilAsync(string path, int count)
    {
        for (var i = 0; i < 1_800 && At(path).Count < count; i++)
            await Task.Delay(50);
        var found = At(path);
        Assert.True(found.Count >= count, $"{found.Count} of {count} came to {path}");
        return found;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var path = (string)context.Request.RouteValues["path"]!;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var all = _byPath.GetOrAdd(path, _ => new());
        var before = all.Count;
        all.Enqueue(new Received(HeadersOf(context.Request), body.ToArray()));
        if (_pauses.TryGetValue(path, out var seconds))
            context.Response.Headers.RetryAfter = $"{seconds}";
        context.Response.StatusCode = _answers.TryGetValue(path, out var answer)
            ? await answer(before)
            : StatusCodes.Status204NoContent;
    }

    private static WebhookHeaders HeadersOf(HttpRequest request) =>
        new(
            request.Headers["webhook-id"],
            request.Headers["webhook-timestamp"],
            request.Headers["webhook-signature"]
        );
}
