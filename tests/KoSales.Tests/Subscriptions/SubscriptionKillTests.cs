using System.Net;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Subscriptions;

public sealed class SubscriptionKillTests : IAsyncLifetime
{
    private readonly SubscriptionApp _app = new();

    public Task InitializeAsync() => _app.InitializeAsync();

    public Task DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Killed_while_a_receiver_hangs_each_event_arrives_after_the_restart()
    {
        var to = await _app.SubscribeAsync(["lead.created"]);
        _app.Receiver.Delay(to.Path, TimeSpan.FromMinutes(1));
        List<string> leads = [];
        for (var i = 0; i < 10; i++)
            leads.Add(
                (await _app.Admin.PostAsync("leads", LeadApi.Body()))
                    .Expect(HttpStatusCode.Created)
                    .Id
            );
        await _app.Receiver.UntilAsync(to.Path, 1);

        await _app.Process.KillAsync();
        _app.Receiver.Answer(to.Path, _ => 200);
        await _app.Process.StartAgainAsync();
        await _app.LoginAsync();
        await _app.UntilAsync(to, s => s.GetProperty("delivered").GetInt32() == leads.Count);

        // What came before may be more than was read at the moment of the kill.
        var told = _app.Receiver.At(to.Path).TakeLast(leads.Count);
        Assert.Equal(
            leads.Order(),
            told.Select(r =>
                    r.Json.GetProperty("data").GetProperty("entity").GetProperty("id").GetString()!
                )
                .Order()
        );
    }
}
