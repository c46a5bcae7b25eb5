using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Quotations;

/// <summary>What the timer does about quotations, by the clock of the app.</summary>
[Collection(ClockedCollection.Name)]
public sealed class ClockedQuotationTests(ClockedApp app)
{
    private const string Password = "Rabi-Kharif-2026-Zaid";

    private readonly string _email = $"{Guid.NewGuid():N}@example.in";

    private AppClient Client => app.Client;

    [Fact]
    public async Task A_quotation_is_reminded_of_and_ends_after_its_last_day()
    {
        await app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var deal = await Client.DealAsync();
        await GiveToAgentAsync(deal);
        var last = DateOnly.FromDateTime(app.Now.DateTime).AddDays(4);
        (
            await Client.PutAsync(
                $"deals/{deal}/quotation",
                new
                {
                    place_of_supply = "23",
                    valid_until = $"{last:yyyy-MM-dd}",
                    items = new[] { QuotationCalls.Item() },
                }
            )
        ).Expect(HttpStatusCode.OK);
        var sent = (await Client.SendQuoteAsync(deal)).Expect(HttpStatusCode.OK);

        await app.AdvanceAsync(TimeSpan.FromHours(25));
        await app.UntilAsync(() => HasNoticeAsync("quotation_due", deal), "the reminder");
        await app.AdvanceAsync(TimeSpan.FromDays(4));
        await app.UntilAsync(
            async () =>
                (await Client.GetAsync($"deals/{deal}/quotation")).Text("status") == "expired",
            "the end"
        );
        var late = await Client.DecideAsync(deal, "accept", sent);

        late.ExpectProblem(409, "quotation.expired");
        var timeline = (await Client.GetAsync($"deals/{deal}/timeline?limit=100")).Body;
        Assert.Single(
            timeline.GetProperty("data").EnumerateArray(),
            e => e.GetProperty("summary").GetString() == "quotation.expired"
        );
    }

    /// <summary>To somebody who is told of it.</summary>
    private async Task GiveToAgentAsync(string deal)
    {
        var agent = await Client.PostAsync(
            "agents",
            new
            {
                name = "Asha",
                email = _email,
                password = Password,
                roles = new[] { "agent" },
            }
        );
        var given = new { agent_id = agent.Expect(HttpStatusCode.Created).Id };
        (await Client.PostAsync($"deals/{deal}/assign", given)).Expect(HttpStatusCode.OK);
    }

    private async Task<bool> HasNoticeAsync(string kind, string deal)
    {
        var anonymous = new AppClient(app.Process.Address);
        var agent = await anonymous.LoginAsync(_email, Password);
        var inbox = (await agent.GetAsync("notifications?limit=100")).Expect(HttpStatusCode.OK);
        return inbox
            .Body.GetProperty("data")
            .EnumerateArray()
            .Any(n =>
                n.GetProperty("kind").GetString() == kind
                && n.GetProperty("entity_ref").GetProperty("id").GetString() == deal
            );
    }
}
