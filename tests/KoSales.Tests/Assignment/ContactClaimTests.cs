using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Assignment;

/// <summary>A contact that several work with goes with the strongest claim, and says why.</summary>
[Collection(AppCollection.Name)]
public sealed class ContactClaimTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task It_goes_to_whoever_has_the_largest_deal_and_back()
    {
        var (next, third) = (await AgentAsync(), await AgentAsync());
        var (lead, contact) = await SharedAsync();
        await DealAsync(contact, next, "1000.00");
        var largest = await DealAsync(contact, third, "50000.00");

        var claim = Assert.Single(await ClaimsAsync(lead, next));
        await AssignAsync(lead, next);

        Assert.Equal(
            (contact, true, third, "largest_open_deal", largest),
            (
                claim.GetProperty("id").GetString(),
                claim.GetProperty("moves").GetBoolean(),
                claim.GetProperty("to").GetProperty("owner_id").GetString(),
                claim.GetProperty("why").GetString(),
                claim.GetProperty("by").GetProperty("id").GetString()
            )
        );
        Assert.Equal(third, await OwnerAsync(contact));
        var entry = await EntryAsync(contact, "contact.assigned");
        Assert.Equal(
            ($"Follows the largest open deal, {largest}.", largest),
            (
                entry.GetProperty("reason").GetString(),
                entry.GetProperty("refs").GetProperty("deal_id").GetString()
            )
        );

        (await api.Manager.PostAsync($"leads/{lead}/assign/undo", null)).Expect(HttpStatusCode.OK);

        Assert.Equal(api.AgentId, await OwnerAsync(contact));
    }

    [Fact]
    public async Task It_stays_where_the_largest_deal_is_and_says_so()
    {
        var next = await AgentAsync();
        var (lead, contact) = await SharedAsync();
        var deal = await DealAsync(contact, api.AgentId, "50000.00");

        var claim = Assert.Single(await ClaimsAsync(lead, next));
        await AssignAsync(lead, next);

        Assert.False(claim.GetProperty("moves").GetBoolean());
        Assert.Equal(api.AgentId, await OwnerAsync(contact));
        Assert.Equal(
            $"Stays with the largest open deal, {deal}.",
            (await EntryAsync(contact, "contact.kept")).GetProperty("reason").GetString()
        );
    }

    [Fact]
    public async Task Without_deals_it_goes_to_whoever_spoke_to_the_person_last()
    {
        var (next, third) = (await AgentAsync(), await AgentAsync());
        var phone = LeadApi.Phone();
        var (lead, contact) = await SharedAsync(phone);
        var other = await LeadAsync(third, phone);
        var call = new
        {
            direction = "outbound",
            disposition = "connected",
            started_at = "2026-01-05T06:00:00.000Z",
            answered_at = "2026-01-05T06:01:00.000Z",
            ended_at = "2026-01-05T06:03:00.000Z",
            entity_ref = new { type = "lead", id = other },
        };
        (await api.Manager.PostAsync("calls", call)).Expect(HttpStatusCode.Created);
        await CohortCalls.UntilAsync(async () =>
            (await api.Manager.GetAsync($"leads/{other}")).Body.TryGetProperty(
                "last_contacted_at",
                out _
            )
        );

        await AssignAsync(lead, next);

        Assert.Equal(third, await OwnerAsync(contact));
        Assert.Equal(
            $"Follows the open lead that was contacted last, {other}.",
            (await EntryAsync(contact, "contact.assigned")).GetProperty("reason").GetString()
        );
    }

    [Fact]
    public async Task A_deal_of_the_lead_itself_is_no_claim_of_others()
    {
        var next = await AgentAsync();
        var (lead, contact) = await SharedAsync();
        await DealAsync(contact, api.AgentId, "50000.00", lead);

        var claims = await ClaimsAsync(lead, next);
        await AssignAsync(lead, next);

        Assert.Empty(claims);
        Assert.Equal(next, await OwnerAsync(contact));
    }

    [Fact]
    public async Task Who_asks_for_it_to_go_along_is_obeyed()
    {
        var (next, third) = (await AgentAsync(), await AgentAsync());
        var (lead, contact) = await SharedAsync();
        await DealAsync(contact, third, "50000.00");

        await AssignAsync(lead, next, new { contacts = "transfer" });

        Assert.Equal(next, await OwnerAsync(contact));
    }

    [Fact]
    public async Task Who_is_given_no_work_claims_nothing()
    {
        var (next, away) = (await AgentAsync(), await AgentAsync());
        var (lead, contact) = await SharedAsync();
        await DealAsync(contact, away, "50000.00");
        var admin = await app.AdminAsync();
        await admin.ChangeAsync($"agents/{away}", new { status = "on_leave" });

        await AssignAsync(lead, next);

        Assert.Equal(next, await OwnerAsync(contact));
    }

    [Fact]
    public async Task A_preview_does_not_name_what_one_does_not_see()
    {
        var next = await AgentAsync();
        var others = await api.OthersAsync();
        var (lead, contact) = await SharedAsync();
        await DealAsync(contact, others.AgentId, "50000.00");

        var claim = Assert.Single(await ClaimsAsync(lead, next));

        Assert.Equal("largest_open_deal", claim.GetProperty("why").GetString());
        Assert.False(claim.TryGetProperty("by", out _));
    }

    /// <summary>A lead of the agent, and a contact of theirs that came of it.</summary>
    private async Task<(string Lead, string Contact)> SharedAsync(string? phone = null)
    {
        var lead = await LeadAsync(api.AgentId);
        var contact = await api.Agent.PostAsync(
            "contacts",
            new
            {
                name = "Ramesh Patel",
                kind = "dealer",
                phone = phone ?? LeadApi.Phone(),
                lead_id = lead,
            }
        );
        return (lead, contact.Expect(HttpStatusCode.Created).Id);
    }

    private async Task<string> LeadAsync(string agent, string? phone = null)
    {
        var lead = await api.NewAsync(body: LeadApi.Body(phone));
        await AssignAsync(lead.Id, agent);
        return lead.Id;
    }

    private async Task<string> DealAsync(
        string contact,
        string agent,
        string amount,
        string? lead = null
    )
    {
        var admin = await app.AdminAsync();
        var deal = await admin.PostAsync(
            "deals",
            new
            {
                title = "Kharif order",
                contact_id = contact,
                lead_id = lead,
                amount = new { value = amount, currency = "INR" },
            }
        );
        (
            await admin.PostAsync(
                $"deals/{deal.Expect(HttpStatusCode.Created).Id}/assign",
                new { agent_id = agent }
            )
        ).Expect(HttpStatusCode.OK);
        return deal.Id;
    }

    private async Task<string> AgentAsync() => (
            await (await app.AdminAsync()).PostAsync(
                "agents",
                new
                {
                    name = "Colleague",
                    email = $"{Guid.NewGuid():N}@example.in",
                    password = "Rabi-Kharif-2026-Zaid",
                    roles = new[] { "agent" },
                    team_id = api.TeamId,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private async Task AssignAsync(string lead, string agent, object? cascade = null) =>
        (
            await api.Manager.PostAsync($"leads/{lead}/assign", new { agent_id = agent, cascade })
        ).Expect(HttpStatusCode.OK);

    private async Task<JsonElement[]> ClaimsAsync(string lead, string agent) =>
        [
            .. (
                await api.Manager.PostAsync(
                    $"leads/{lead}/assign?dry_run=true",
                    new { agent_id = agent }
                )
            )
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("claims")
                .EnumerateArray(),
        ];

    private async Task<string?> OwnerAsync(string contact) =>
        (await (await app.AdminAsync()).GetAsync($"contacts/{contact}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("owner_id")
            .GetString();

    private async Task<JsonElement> EntryAsync(string contact, string summary) =>
        (await (await app.AdminAsync()).GetAsync($"contacts/{contact}/timeline"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray()
            .First(e => e.GetProperty("summary").GetString() == summary);
}
