using System.Net;
using KoSales.Functions.Orders.Submitting;
using KoSales.InventoryStub;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Quotations;

namespace KoSales.Tests.Compatibility;

/// <summary>Records how an order goes to the inventory system, as <see cref="HistoryMaker"/> does with the
/// rest.</summary>
public sealed class OrderHistoryMaker : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("kosales-histories-").FullName;
    private InventoryServer _inventory = null!;
    private ClockedApp _app = null!;
    private HubFile _hub = null!;

    public async Task InitializeAsync()
    {
        _inventory = await InventoryServer.StartAsync();
        _app = await ClockedApp.OnAsync(
            _data,
            ClockedApp.Begin,
            ("KoSales__Inventory__BaseUrl", _inventory.Address)
        );
        _hub = new HubFile(_data);
    }

    public async Task DisposeAsync()
    {
        _hub.Dispose();
        await _app.DisposeAsync();
        await _inventory.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [MakerFact]
    public async Task Record()
    {
        _inventory.Behaviour = new StubBehaviour(Fails: 2, Status: "confirmed");
        var (deal, sent) = await _app.Client.SentAsync();
        var order = (await _app.Client.DecideAsync(deal, "accept", sent))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("draft_order_id")
            .GetString();

        (await _app.Client.PostAsync($"draft-orders/{order}/submit", null)).Expect(
            HttpStatusCode.Accepted
        );

        var instance = $"{order}.1";
        await _app.UntilAsync(
            async () =>
            {
                await _app.AdvanceAsync(TimeSpan.FromSeconds(2));
                return await _app.InstanceAsync(instance) == "Completed";
            },
            $"{instance} completed"
        );
        _hub.Latest(instance).Save($"{nameof(OrderSubmission)}-arrived-at-the-third-attempt");
    }
}
