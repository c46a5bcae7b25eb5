using System.Net;
using System.Text.Json;
using KoSales.Tests.Leads;
using static KoSales.Tests.EndToEnd.FlowCalls;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class CohortRuleTests(AppFixture app)
{
    [Fact]
    public async Task A_cohort_whose_rule_breaks_is_frozen_and_cannot_be_assigned_until_the_rule_holds_again()
    {
        var admin = await app.AdminAsync();
        var key = "f" + Guid.NewGuid().ToString("N")[..20];
        var field = await FieldAsync(admin, key);
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "By field",
                    entity = "lead",
                    rule = new
                    {
                        field = $"custom.{key}",
                        op = "eq",
                        value = "yes",
                    },
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

        (await admin.DeleteAsync($"custom-fields/{field}")).Expect(HttpStatusCode.NoContent);
        await UntilAsync(
            async () =>
                Text((await admin.GetAsync($"cohorts/{cohort}")).Body, "status") == "frozen",
            "frozen"
        );
        var frozen = (await admin.GetAsync($"cohorts/{cohort}")).Expect(HttpStatusCode.OK).Body;
        Assert.Equal(
            ("frozen", "/rule/field"),
            (Text(frozen, "status"), Text(frozen.GetProperty("rule_faults")[0], "pointer"))
        );
        (await admin.PostAsync($"cohorts/{cohort}/assign", new { })).ExpectProblem(
            409,
            "cohort.frozen"
        );

        await FieldAsync(admin, key);
        await UntilAsync(
            async () =>
                Text((await admin.GetAsync($"cohorts/{cohort}")).Body, "status") == "active",
            "thawed"
        );
    }

    [Fact]
    public async Task A_cohort_takes_tags_off_its_members_and_hands_them_to_somebody()
    {
        var api = new LeadApi(app);
        await api.InitializeAsync();
        var admin = await app.AdminAsync();
        var tag = "t" + Guid.NewGuid().ToString("N")[..12];
        var actions = new object[]
        {
            new { type = "remove_tag", tag = "cold" },
            new { type = "assign", agent_id = api.AgentId },
        };
        var rule = new
        {
            field = "tags",
            op = "contains_any",
            value = new[] { tag },
        };
        (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Acting",
                    entity = "lead",
                    rule,
                    on_enter = actions,
                }
            )
        ).Expect(HttpStatusCode.Created);
        var body = new
        {
            phone = LeadApi.Phone(),
            kind = "farmer",
            tags = new[] { "cold", tag },
        };
        var lead = (await admin.PostAsync("leads", body)).Expect(HttpStatusCode.Created).Id;
        await UntilAsync(
            async () =>
            {
                var now = (await admin.GetAsync($"leads/{lead}")).Body;
                return now.TryGetProperty("owner_id", out var owner)
                    && owner.GetString() == api.AgentId
                    && now.GetProperty("tags").GetArrayLength() == 1;
            },
            "the tag is gone and the lead is the agent's"
        );
    }

    [Theory]
    [InlineData("""{"type": "remove_tag"}""", "/on_enter/0/tag")]
    [InlineData("""{"type": "assign"}""", "/on_enter/0/agent_id")]
    public async Task An_action_without_what_it_needs_is_refused(string action, string pointer)
    {
        var admin = await app.AdminAsync();
        var body =
            $$$"""{"name": "Acting", "entity": "lead", "rule": {"field": "kind", "op": "eq", "value": "dealer"}, "on_enter": [{{{action}}}]}""";
        var problem = (await admin.PostAsync("cohorts", body))
            .Expect(HttpStatusCode.UnprocessableEntity)
            .Body;
        Assert.Contains(pointer, problem.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task<string> FieldAsync(AppClient admin, string key) => (
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = "Field",
                    type = "text",
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private static string? Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString();
}
