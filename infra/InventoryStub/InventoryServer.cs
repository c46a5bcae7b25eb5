using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KoSales.InventoryStub;

/// <summary>How the stub behaves from now on.</summary>
/// <param name="Fails">So many calls are answered with 503 before it works again.</param>
/// <param name="Hangs">Orders are taken, and the answer never comes.</param>
/// <param name="DelayMilliseconds">Before each answer.</param>
/// <param name="Status">What it says of a new order: received, confirmed or rejected.</param>
/// <param name="Reason">Of a rejection.</param>
public sealed record StubBehaviour(
    int Fails = 0,
    bool Hangs = false,
    int DelayMilliseconds = 0,
    string Status = "received",
    string? Reason = null
);

/// <summary>An order as the stub has it.</summary>
/// <param name="Key">The idempotency key that it came with.</param>
/// <param name="Calls">How often it was sent.</param>
public sealed record StubOrder(
    string OrderId,
    string Key,
    string Status,
    string? Reason,
    int Calls,
    JsonElement Body
);

/// <summary>The inventory system of docs/inventory-api.md on a port of this machine. Orders are kept in
/// memory; one key makes one order.</summary>
public sealed class InventoryServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StubOrder> _byKey = new();
    private readonly Lock _lock = new();
    private StubBehaviour _behaviour = new();
    private int _last;

    private InventoryServer(WebApplication app) => _app = app;

    /// <summary>Ends in a slash.</summary>
    public string Address => _app.Urls.First().TrimEnd('/') + "/";

    public IReadOnlyCollection<StubOrder> Orders => [.. _byKey.Values];

    public StubBehaviour Behaviour
    {
        get
        {
            lock (_lock)
                return _behaviour;
        }
        set
        {
            lock (_lock)
                _behaviour = value;
        }
    }

    /// <param name="port">0 for a free one.</param>
    public static async Task<InventoryServer> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")
        );
        var server = new InventoryServer(builder.Build());
        server._app.MapPost("/orders", server.TakeAsync);
        server._app.MapGet("/orders/{id}", server.TellAsync);
        server._app.MapGet("/stub", context => WriteAsync(context, 200, server.Behaviour));
        server._app.MapPut("/stub", server.BehaveAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>What it says of an order when it is asked next.</summary>
    public void Decide(string orderId, string status, string? reason = null)
    {
        var order = _byKey.Values.Single(o => o.OrderId == orderId);
        _byKey[order.Key] = order with { Status = status, Reason = reason };
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(
            context.Request.Body,
            cancellationToken: context.RequestAborted
        );
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (await IsDownAsync(context))
            return;
        var order = _byKey.AddOrUpdate(
            key,
            _ => Made(key, body),
            (_, known) => known with { Calls = known.Calls + 1 }
        );
        if (Behaviour.Hangs)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        await AnswerAsync(context, order);
    }

    private async Task TellAsync(HttpContext context)
    {
        if (await IsDownAsync(context))
            return;
        var id = context.Request.RouteValues["id"]?.ToString();
        var order = _byKey.Values.FirstOrDefault(o => o.OrderId == id);
        if (order is null)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else
            await WriteAsync(context, StatusCodes.Status200OK, ReplyOf(order));
    }

    private async Task BehaveAsync(HttpContext context)
    {
        Behaviour = (
            await JsonSerializer.DeserializeAsync<StubBehaviour>(
                context.Request.Body,
                JsonSerializerOptions.Web,
                context.RequestAborted
            )
        )!;
        await WriteAsync(context, StatusCodes.Status200OK, Behaviour);
    }

    /// <summary>Waits as long as it is told to; answers with 503 while it is to fail.</summary>
    private async Task<bool> IsDownAsync(HttpContext context)
    {
        await Task.Delay(Behaviour.DelayMilliseconds, context.RequestAborted);
        lock (_lock)
        {
            if (_behaviour.Fails == 0)
                return false;
            _behaviour = _behaviour with { Fails = _behaviour.Fails - 1 };
        }

        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return true;
    }

    private StubOrder Made(string key, JsonElement body) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"INV-{Interlocked.Increment(ref _last)}"),
            key,
            Behaviour.Status,
            Behaviour.Reason,
            1,
            body
        );

    private static Task AnswerAsync(HttpContext context, StubOrder order) =>
        WriteAsync(
            context,
            order.Status == "rejected"
                ? StatusCodes.Status422UnprocessableEntity
                : StatusCodes.Status201Created,
            ReplyOf(order)
        );

    private static object ReplyOf(StubOrder order) =>
        new
        {
            order_id = order.OrderId,
            status = order.Status,
            reason = order.Reason,
        };

    private static Task WriteAsync<T>(HttpContext context, int status, T value)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, context.RequestAborted);
    }
}
