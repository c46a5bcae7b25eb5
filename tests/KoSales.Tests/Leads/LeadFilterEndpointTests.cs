using System.Net;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Leads;

[Collection(AppCollection.Name)]
public sealed class LeadFilterEndpointTests(LeadApi api, AppFixture app) : IClassFixture<LeadApi>
{
    private readonly string _mark = "m" + Guid.NewGuid().ToString("N")[..10];

    [Fact]
    public async Task An_empty_list_is_missing_in_queries()
    {
        var with = await NewAsync("with", new[] { "hot" });
        var without = await NewAsync("without", Array.Empty<string>());
        Assert.Equal([with], await IdsAsync("tags[exists]=true"));
        Assert.Equal([without], await IdsAsync("tags[exists]=false"));
    }

    [Fact]
    public async Task An_empty_list_is_missing_in_rules()
    {
        await NewAsync("with", new[] { "hot" });
        var without = await NewAsync("without", Array.Empty<string>());
        var rule = new
        {
            all = new object[]
            {
                new
                {
                    field = "external_ref",
                    op = "prefix",
                    value = _mark,
                },
                new
                {
                    field = "tags",
                    op = "exists",
                    value = false,
                },
            },
        };
        var admin = await app.AdminAsync();
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = $"Untagged {_mark}",
                    entity = "lead",
                    mode = "dynamic",
                    rule,
                }
            )
        ).Expect(HttpStatusCode.Created);
        var deadline = DateTime.UtcNow.AddSeconds(60);
        string[] members;
        do
        {
            await Task.Delay(100);
            var page = (await admin.GetAsync($"cohorts/{cohort.Id}/members"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data");
            members =
            [
                .. page.EnumerateArray().Select(m => m.GetProperty("entity_id").GetString()!),
            ];
        } while (members.Length == 0 && DateTime.UtcNow < deadline);
        Assert.Equal([without], members);
        var tagged = await api.Manager.GetAsync($"leads/{without}");
        (
            await api.Manager.PatchAsync(
                $"leads/{without}",
                new { tags = new[] { "now" } },
                tagged.ETag
            )
        ).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("leads?status=bogus")]
    [InlineData("leads?status=open,bogus")]
    [InlineData("leads?kind[ne]=king")]
    [InlineData("leads?source.channel[in]=web")]
    [InlineData("leads?rating=HOT")]
    [InlineData("tasks?status=bogus")]
    [InlineData("tasks?priority=soon")]
    [InlineData("jobs?status=bogus")]
    [InlineData("cohorts?status=bogus")]
    [InlineData("agents?roles=chief")]
    public async Task A_value_that_a_field_cannot_have_is_refused_in_a_query(string query) =>
        Assert.Contains(
            "is one of",
            (await (await app.AdminAsync()).GetAsync(query))
                .ExpectProblem(400, "query.bad_value")
                .Text,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_value_that_a_field_cannot_have_is_refused_in_a_rule()
    {
        var rule = new
        {
            field = "kind",
            op = "eq",
            value = "king",
        };
        var refused = await (await app.AdminAsync()).PostAsync(
            "cohorts",
            new
            {
                name = $"Kings {_mark}",
                entity = "lead",
                mode = "dynamic",
                rule,
            }
        );
        refused.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("filter.unknown_value", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_options_of_a_custom_field_are_taken_in_queries_and_rules()
    {
        var admin = await app.AdminAsync();
        var key = "stage_" + _mark;
        var field = (
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = "Crop stage",
                    type = "enum",
                    options = new[] { "sowing", "harvest" },
                }
            )
        ).Expect(HttpStatusCode.Created);

        var queried = (await admin.GetAsync($"leads?custom.{key}=nonsense")).ExpectProblem(
            400,
            "query.bad_value"
        );
        Assert.Contains("is one of sowing, harvest", queried.Text, StringComparison.Ordinal);
        (await admin.GetAsync($"leads?custom.{key}=harvest")).Expect(HttpStatusCode.OK);
        var ruled = await RuleAsync(admin, $"custom.{key}", "in", new[] { "sowing", "nonsense" });
        ruled.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("is one of sowing, harvest", ruled.Text, StringComparison.Ordinal);
        var kept = (await RuleAsync(admin, $"custom.{key}", "eq", "harvest")).Expect(
            HttpStatusCode.Created
        );

        (
            await admin.PatchAsync(
                $"custom-fields/{field.Id}",
                new { options = new[] { "sowing" } },
                field.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal(
            "active",
            (await admin.GetAsync($"cohorts/{kept.Id}")).Body.GetProperty("status").GetString()
        );
    }

    [Theory]
    [InlineData("pipeline.status", "eq", "\"paused\"", "open, won, lost, closed")]
    [InlineData("tasks.open_types", "contains_any", "[\"call\", \"fax\"]", "custom, call")]
    [InlineData("status", "ne", "\"bogus\"", "open")]
    public async Task Facts_with_fixed_spellings_are_checked_in_rules(
        string field,
        string op,
        string value,
        string named
    )
    {
        var refused = await RuleAsync(
            await app.AdminAsync(),
            field,
            op,
            System.Text.Json.JsonElement.Parse(value)
        );

        refused.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains("filter.unknown_value", refused.Text, StringComparison.Ordinal);
        Assert.Contains($"{field} is one of {named}", refused.Text, StringComparison.Ordinal);
    }

    private Task<Reply> RuleAsync(AppClient client, string field, string op, object value) =>
        client.PostAsync(
            "cohorts",
            new
            {
                name = $"Ruled {_mark}",
                entity = "lead",
                mode = "dynamic",
                rule = new
                {
                    field,
                    op,
                    value,
                },
            }
        );

    [Fact]
    public async Task Blank_custom_text_is_empty_everywhere()
    {
        var admin = await app.AdminAsync();
        var key = "blank_" + _mark;
        (
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = "Remark",
                    type = "text",
                }
            )
        ).Expect(HttpStatusCode.Created);
        var lead = await api.NewAsync(
            body: new
            {
                external_ref = _mark + "-c",
                kind = "farmer",
                custom = new Dictionary<string, string> { [key] = " \u200B" },
            }
        );
        Assert.False(lead.Body.GetProperty("custom").TryGetProperty(key, out _));
        var filled = (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { custom = new Dictionary<string, string> { [key] = "x" } },
                lead.ETag
            )
        ).Expect(HttpStatusCode.OK);
        var cleared = (
            await api.Manager.PatchAsync(
                $"leads/{lead.Id}",
                new { custom = new Dictionary<string, string> { [key] = "" } },
                filled.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.False(cleared.Body.GetProperty("custom").TryGetProperty(key, out _));
        Assert.Equal([lead.Id], await IdsAsync($"custom.{key}[exists]=false"));
    }

    private async Task<string> NewAsync(string name, string[] tags) =>
        (
            await api.NewAsync(
                body: new
                {
                    external_ref = $"{_mark}-{name}",
                    kind = "farmer",
                    tags,
                }
            )
        ).Id;

    private async Task<IReadOnlyList<string>> IdsAsync(string filter) =>
        [
            .. (await api.Manager.GetAsync($"leads?external_ref[prefix]={_mark}&{filter}"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data")
                .EnumerateArray()
                .Select(l => l.GetProperty("id").GetString()!),
        ];
}
