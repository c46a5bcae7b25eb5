using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Subscriptions;

/// <summary>A subscription of a test's own.</summary>
internal sealed record Subscribed(string Id, string Path, string Secret);

/// <summary>An app that may call its own machine and tries again soon, and a receiver.</summary>
public sealed class SubscriptionApp : IAsyncLifetime
{
    private WebhookReceiver _receiver = null!;
    private AppProcess? _process;

    public AppProcess Process => _process ?? throw new InvalidOperationException("not started");

    public AppClient Admin { get; private set; } = null!;

    internal WebhookReceiver Receiver => _receiver;

    public async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        var settings = new Dictionary<string, string>(AppFixture.Settings())
        {
            ["KoSales__Webhooks__AllowPrivate"] = "true",
            ["KoSales__Webhooks__Timeout"] = "00:00:30",
            ["KoSales__Webhooks__FirstPause"] = "00:00:00.1",
            ["KoSales__Webhooks__LongestPause"] = "00:00:00.5",
            ["KoSales__Webhooks__MostAttempts"] = "4",
            ["KoSales__Webhooks__MostDead"] = "2",
        };
        _process = await AppProcess.StartAsync(settings);
        await LoginAsync();
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    public async Task LoginAsync() =>
        Admin = await new AppClient(Process.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );

    internal async Task<Subscribed> SubscribeAsync(string[] types, object? filter = null)
    {
        var path = Guid.NewGuid().ToString("N");
        var made = (
            await Admin.PostAsync(
                "webhook-subscriptions",
                new
                {
                    name = path,
                    url = Receiver.UrlOf(path),
                    event_types = types,
                    filter,
                }
            )
        ).Expect(HttpStatusCode.Created);
        return new Subscribed(made.Id, path, made.Body.GetProperty("secret").GetString()!);
    }

    internal async Task<JsonElement> DeliveriesAsync(Subscribed to) =>
        (await Admin.GetAsync($"webhook-subscriptions/{to.Id}/deliveries?limit=200"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");

    /// <summary>The only delivery, once it is no longer under way.</summary>
    internal async Task<JsonElement> SettledAsync(Subscribed to)
    {
        for (var i = 0; i < 1_800; i++)
        {
            var all = await DeliveriesAsync(to);
            if (all.GetArrayLength() == 1 && all[0].GetProperty("status").GetString() != "pending")
                return all[0];
            await Task.Delay(50);
        }

        throw new Xunit.Sdk.XunitException($"no settled delivery: {await DeliveriesAsync(to)}");
    }

    internal async Task<JsonElement> UntilAsync(Subscribed of, Func<JsonElement, bool> holds)
    {
        for (var i = 0; i < 1_800; i++)
        {
            var read = await Admin.GetAsync($"webhook-subscriptions/{of.Id}");
            if (holds(read.Expect(HttpStatusCode.OK).Body))
                return read.Body;
            await Task.Delay(50);
        }

        throw new Xunit.Sdk.XunitException(
            (await Admin.GetAsync($"webhook-subscriptions/{of.Id}")).Text
        );
    }
}
