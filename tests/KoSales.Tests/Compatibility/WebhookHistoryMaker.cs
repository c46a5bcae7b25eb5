using System.Net;
using KoSales.Functions.Subscriptions.Delivering;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Subscriptions;

namespace KoSales.Tests.Compatibility;

/// <summary>Records how a delivery goes to a receiver, as <see cref="HistoryMaker"/> does with the
/// rest.</summary>
public sealed class WebhookHistoryMaker : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("kosales-histories-").FullName;
    private WebhookReceiver _receiver = null!;
    private ClockedApp _app = null!;
    private HubFile _hub = null!;

    public async Task InitializeAsync()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _app = await ClockedApp.OnAsync(
            _data,
            ClockedApp.Begin,
            ("KoSales__Webhooks__AllowPrivate", "true")
        );
        _hub = new HubFile(_data);
    }

    public async Task DisposeAsync()
    {
        _hub.Dispose();
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [MakerFact]
    public async Task Record()
    {
        _receiver.Answer("hook", before => before < 2 ? 500 : 200);
        var made = (
            await _app.Client.PostAsync(
                "webhook-subscriptions",
                new
                {
                    name = "Recorded",
                    url = _receiver.UrlOf("hook"),
                    event_types = new[] { "lead.created" },
                }
            )
        ).Expect(HttpStatusCode.Created);
        var ping = (
            await _app.Client.PostAsync($"webhook-subscriptions/{made.Id}/ping", null)
        ).Expect(HttpStatusCode.Accepted);

        await _app.UntilAsync(
            async () =>
            {
                await _app.AdvanceAsync(TimeSpan.FromSeconds(2));
                return await _app.InstanceAsync(ping.Id) == "Completed";
            },
            $"{ping.Id} completed"
        );
        _hub.Latest(ping.Id).Save($"{nameof(WebhookDelivery)}-arrived-at-the-third-attempt");
    }
}
