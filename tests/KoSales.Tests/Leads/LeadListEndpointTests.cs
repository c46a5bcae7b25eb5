using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

/// <summary>A team with three leads, and no more.</summary>
public sealed class ThreeLeads(AppFixture app) : IAsyncLifetime
{
    public LeadApi Api { get; } = new(app);

    public async Task InitializeAsync()
    {
        await Api.InitializeAsync();
        await Api.NewAsync(
            body: new
            {
                name = "Asha Verma",
                phone = LeadApi.Phone(),
                kind = "dealer",
                source = new { channel = "referral" },
                language = "hi",
                tags = new[] { "vip", "north" },
                products = new[] { "humic" },
            }
        );
        await Api.NewAsync(
            body: new
            {
                business_name = "Shri Krishi Kendra",
                phone = LeadApi.Phone(),
                kind = "farmer",
                external_ref = $"E-{Guid.NewGuid():N}",
                address = new
                {
                    district = "Indore",
                    state_code = "23",
                    pincode = "452001",
                },
            }
        );
        await Api.NewAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

[Collection(AppCollection.Name)]
public sealed class LeadListEndpointTests(ThreeLeads leads) : IClassFixture<ThreeLeads>
{
    [Theory]
    [InlineData("", 3)]
    [InlineData("status=open", 3)]
    [InlineData("status[ne]=open", 0)]
    [InlineData("stage=new,contacted", 3)]
    [InlineData("kind=dealer", 1)]
    [InlineData("kind[nin]=dealer", 2)]
    [InlineData("source.channel=referral", 1)]
    [InlineData("source.campaign=kharif-26", 1)]
    [InlineData("address.state_code=23&address.district=Indore", 1)]
    [InlineData("address.pincode[prefix]=466", 1)]
    [InlineData("tags[contains_any]=vip,nobody", 1)]
    [InlineData("tags[contains_all]=vip,nobody", 0)]
    [InlineData("crops[contains_any]=soybean", 1)]
    [InlineData("products[contains_any]=humic", 1)]
    [InlineData("score[gte]=50", 1)]
    [InlineData("rating=warm", 1)]
    [InlineData("language=hi", 1)]
    [InlineData("external_ref[exists]=true", 1)]
    [InlineData("display_name[prefix]=Shri", 1)]
    [InlineData("display_name[prefix]=sHRI", 1)]
    [InlineData("display_name=shri", 0)]
    [InlineData("created_at[within_last]=1d&updated_at[gte]=2020-01-01T00:00:00Z", 3)]
    [InlineData("next_action_at[exists]=true", 0)]
    [InlineData("last_contacted_at[exists]=false", 3)]
    [InlineData("owner_id[exists]=false&sort=-score,id", 3)]
    [InlineData("sort=display_name", 3)]
    [InlineData("sort=next_action_at", 3)]
    public async Task A_filter_finds_what_it_says(string query, int expected)
    {
        var reply = (
            await leads.Api.Agent.GetAsync($"leads?count=exact&{query}".TrimEnd('&'))
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (expected, expected),
            (
                reply.Body.GetProperty("data").GetArrayLength(),
                reply.Body.GetProperty("total").GetInt32()
            )
        );
    }

    [Theory]
    [InlineData("$where=1")]
    [InlineData("kind[$ne]=x")]
    [InlineData("kind[gt]=x")]
    [InlineData("pii_id=PII-1")]
    [InlineData("phone_index[exists]=true")]
    [InlineData("custom.nobody_knows=1")]
    [InlineData("score=many")]
    [InlineData("sort=phone_index")]
    [InlineData("sort=land_acres")]
    [InlineData("limit=201")]
    [InlineData("limit=0")]
    [InlineData("cursor=abc")]
    [InlineData("deleted=maybe")]
    [InlineData("kind=dealer&kind=farmer")]
    [InlineData("created_at[gte]=yesterday")]
    public async Task A_query_that_the_list_does_not_take_is_a_400(string query) =>
        (await leads.Api.Agent.GetAsync($"leads?{query}")).Expect(HttpStatusCode.BadRequest);

    [Fact]
    public async Task Pages_show_each_lead_once_and_a_cursor_serves_its_own_query_only()
    {
        List<string> ids = [];
        var cursor = "";
        for (string? next = ""; next is not null; )
        {
            var page = (
                await leads.Api.Manager.GetAsync(
                    $"leads?team_id={leads.Api.TeamId}&limit=2&sort=-created_at{cursor}"
                )
            ).Expect(HttpStatusCode.OK);
            ids.AddRange(
                page.Body.GetProperty("data")
                    .EnumerateArray()
                    .Select(l => l.GetProperty("id").GetString()!)
            );
            next = page.Body.TryGetProperty("next_cursor", out var given)
                ? given.GetString()
                : null;
            if (next is not null)
                cursor = "&cursor=" + Uri.EscapeDataString(next);
        }

        Assert.Equal((3, 3), (ids.Count, ids.Distinct().Count()));
        (await leads.Api.Manager.GetAsync($"leads?limit=2&sort=-created_at{cursor}")).ExpectProblem(
            400,
            "query.bad_cursor"
        );
        (
            await leads.Api.Agent.GetAsync(
                $"leads?team_id={leads.Api.TeamId}&limit=2&sort=-created_at{cursor}"
            )
        ).ExpectProblem(400, "query.bad_cursor");
    }
}
