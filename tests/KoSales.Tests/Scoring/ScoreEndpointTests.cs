using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Scoring;

[Collection(AppCollection.Name)]
public sealed class ScoreEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    [Fact]
    public async Task A_score_follows_the_edited_fields_and_is_explained_rule_by_rule()
    {
        var lead = await api.NewAsync(
            body: new
            {
                phone = LeadApi.Phone(),
                kind = "distributor",
                source = new { channel = "referral" },
            }
        );
        Assert.Equal(
            (60, "hot"),
            (lead.Body.GetProperty("score").GetInt32(), lead.Body.GetProperty("rating").GetString())
        );
        var edited = (
            await api.Agent.PatchAsync($"leads/{lead.Id}", new { kind = "farmer" }, lead.ETag)
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            (20, "cold"),
            (
                edited.Body.GetProperty("score").GetInt32(),
                edited.Body.GetProperty("rating").GetString()
            )
        );
        var explained = (await api.Agent.GetAsync($"leads/{lead.Id}/score"))
            .Expect(HttpStatusCode.OK)
            .Body;
        Assert.Equal(
            20,
            explained
                .GetProperty("rules")
                .EnumerateArray()
                .Sum(r => r.GetProperty("contribution").GetInt32())
        );
        Assert.Contains(
            explained.GetProperty("rules").EnumerateArray(),
            r => r.GetProperty("outcome").GetString() == "unknown"
        );
    }

    [Fact]
    public async Task A_changed_rule_reaches_the_leads_that_are_there()
    {
        var tag = "t" + Guid.NewGuid().ToString("N")[..12];
        var lead = await api.NewAsync(
            body: new
            {
                phone = LeadApi.Phone(),
                kind = "farmer",
                tags = new[] { tag },
            }
        );
        var rule = (await api.Manager.PostAsync("score-rules", Rule(tag, 33))).Expect(
            HttpStatusCode.Created
        );
        Assert.Equal(33, await ScoreAsync(lead.Id, 33));
        var changed = (
            await api.Manager.PatchAsync($"score-rules/{rule.Id}", new { points = 70 }, rule.ETag)
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(70, await ScoreAsync(lead.Id, 70));
        (
            await api.Manager.PatchAsync(
                $"score-rules/{rule.Id}",
                new { active = false },
                rule.ETag
            )
        ).Expect(HttpStatusCode.PreconditionFailed);
        (
            await api.Manager.PatchAsync(
                $"score-rules/{rule.Id}",
                new { active = false },
                changed.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(0, await ScoreAsync(lead.Id, 0));
        (await api.Manager.DeleteAsync($"score-rules/{rule.Id}")).Expect(HttpStatusCode.NoContent);
        (await api.Manager.GetAsync($"score-rules/{rule.Id}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(
        """{"name": "R", "points": 10, "rule": {"field": "phone_index", "op": "exists", "value": true}}"""
    )]
    [InlineData(
        """{"name": "R", "points": 10, "rule": {"field": "kind", "op": "$where", "value": "1"}}"""
    )]
    [InlineData(
        """{"name": "R", "points": 10, "rule": {"field": "land_acres", "op": "gte", "value": "many"}}"""
    )]
    [InlineData("""{"name": "R", "points": 10, "rule": []}""")]
    [InlineData(
        """{"name": "R", "points": 101, "rule": {"field": "kind", "op": "eq", "value": "dealer"}}"""
    )]
    [InlineData("""{"name": "R", "points": 10}""")]
    public async Task A_rule_that_cannot_be_asked_is_refused(string body) =>
        (await api.Manager.PostAsync("score-rules", body)).Expect(
            HttpStatusCode.UnprocessableEntity
        );

    [Fact]
    public async Task Agents_read_the_rules_and_do_not_write_them()
    {
        (await api.Agent.GetAsync("score-rules?active=true")).Expect(HttpStatusCode.OK);
        (await api.Agent.PostAsync("score-rules", Rule("x", 1))).Expect(HttpStatusCode.Forbidden);
    }

    private static string Rule(string tag, int points) =>
        $$$"""{"name": "Tagged", "points": {{{points}}}, "rule": {"field": "tags", "op": "contains_any", "value": ["{{{tag}}}"]}}""";

    /// <summary>The score once it is the expected one, or what it is after a while.</summary>
    private async Task<int> ScoreAsync(string id, int expected)
    {
        var deadline = TimeSpan.FromSeconds(90);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var score = (await api.Agent.GetAsync($"leads/{id}"))
                .Body.GetProperty("score")
                .GetInt32();
            if (score == expected || watch.Elapsed > deadline)
                return score;
            await Task.Delay(50);
        }
    }
}
