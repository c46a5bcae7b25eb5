using System.Net;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.CustomFields;

[Collection(AppCollection.Name)]
public sealed class CustomFieldEndpointTests(LeadApi api) : IClassFixture<LeadApi>
{
    private static string Key() => "f" + Guid.NewGuid().ToString("N")[..20];

    [Theory]
    [InlineData("text", "\"India\"", "5")]
    [InlineData("number", "12.5", "\"12\"")]
    [InlineData("boolean", "true", "\"yes\"")]
    [InlineData("date", "\"2026-02-28\"", "\"2026-02-30\"")]
    [InlineData("enum", "\"red\"", "\"green\"")]
    public async Task A_value_must_fit_the_type_of_its_field(string type, string good, string bad)
    {
        var key = Key();
        var options = type == "enum" ? ", \"options\": [\"red\", \"black\"]" : "";
        (
            await api.Manager.PostAsync(
                "custom-fields",
                $$"""{"entity": "lead", "key": "{{key}}", "name": "F", "type": "{{type}}"{{options}}}"""
            )
        ).Expect(HttpStatusCode.Created);
        string Lead(string value) =>
            $$$"""{"phone": "{{{LeadApi.Phone()}}}", "kind": "farmer", "custom": {"{{{key}}}": {{{value}}}}}""";
        var lead = (await api.Agent.PostAsync("leads", Lead(good))).Expect(HttpStatusCode.Created);
        Assert.Equal(good, lead.Body.GetProperty("custom").GetProperty(key).GetRawText());
        (await api.Agent.PostAsync("leads", Lead(bad))).ExpectProblem(
            422,
            "custom_field.wrong_value"
        );
        Assert.Contains(
            lead.Id,
            (await api.Agent.GetAsync($"leads?custom.{key}={good.Trim('"')}"))
                .Expect(HttpStatusCode.OK)
                .Text,
            StringComparison.Ordinal
        );
        var cleared = await api.Agent.PatchAsync(
            $"leads/{lead.Id}",
            $$$"""{"custom": {"{{{key}}}": null}}""",
            lead.ETag
        );
        Assert.False(
            cleared.Expect(HttpStatusCode.OK).Body.GetProperty("custom").TryGetProperty(key, out _)
        );
    }

    [Theory]
    [InlineData("""{"entity": "lead", "key": "Upper", "name": "F", "type": "text"}""")]
    [InlineData("""{"entity": "lead", "key": "__proto__", "name": "F", "type": "text"}""")]
    [InlineData("""{"entity": "lead", "key": "a.b", "name": "F", "type": "text"}""")]
    [InlineData("""{"entity": "lead", "key": "colour", "name": "F", "type": "enum"}""")]
    [InlineData(
        """{"entity": "lead", "key": "colour", "name": "F", "type": "enum", "options": ["a", "A"]}"""
    )]
    [InlineData(
        """{"entity": "lead", "key": "colour", "name": "F", "type": "text", "options": ["a"]}"""
    )]
    [InlineData("""{"entity": "moon", "key": "colour", "name": "F", "type": "text"}""")]
    [InlineData("""{"entity": "lead", "key": "colour", "name": " ", "type": "text"}""")]
    public async Task A_bad_definition_is_refused(string body) =>
        (await api.Manager.PostAsync("custom-fields", body)).Expect(
            HttpStatusCode.UnprocessableEntity
        );

    [Fact]
    public async Task A_field_is_changed_deleted_and_defined_again()
    {
        var key = Key();
        var body = new
        {
            entity = "lead",
            key,
            name = "F",
            type = "text",
        };
        var field = (await api.Manager.PostAsync("custom-fields", body)).Expect(
            HttpStatusCode.Created
        );
        (await api.Manager.PostAsync("custom-fields", body)).ExpectProblem(
            409,
            "custom_field.duplicate_key"
        );
        (await api.Agent.PostAsync("custom-fields", body)).Expect(HttpStatusCode.Forbidden);
        var renamed = (
            await api.Manager.PatchAsync(
                $"custom-fields/{field.Id}",
                new { name = "Country" },
                field.ETag
            )
        ).Expect(HttpStatusCode.OK);
        Assert.Equal("Country", renamed.Body.GetProperty("name").GetString());
        (
            await api.Manager.PatchAsync(
                $"custom-fields/{field.Id}",
                new { name = "X" },
                field.ETag
            )
        ).Expect(HttpStatusCode.PreconditionFailed);
        (
            await api.Manager.PatchAsync(
                $"custom-fields/{field.Id}",
                new { key = "other" },
                renamed.ETag
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
        (await api.Agent.GetAsync($"custom-fields?key={key}")).Expect(HttpStatusCode.OK);
        (await api.Manager.DeleteAsync($"custom-fields/{field.Id}")).Expect(
            HttpStatusCode.NoContent
        );
        (await api.Manager.GetAsync($"custom-fields/{field.Id}")).Expect(HttpStatusCode.NotFound);
        (
            await api.Agent.PostAsync(
                "leads",
                $$$"""{"phone": "{{{LeadApi.Phone()}}}", "kind": "farmer", "custom": {"{{{key}}}": "x"}}"""
            )
        ).ExpectProblem(422, "custom_field.unknown");
        (await api.Manager.PostAsync("custom-fields", body)).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_dry_run_of_a_deletion_names_the_rules_it_would_break_and_deletes_nothing()
    {
        var key = Key();
        var field = (
            await api.Manager.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = "F",
                    type = "number",
                }
            )
        ).Expect(HttpStatusCode.Created);
        var condition = $$$"""{"field": "custom.{{{key}}}", "op": "gt", "value": 3}""";
        var cohort = (
            await api.Manager.PostAsync(
                "cohorts",
                $$$"""{"name": "Many visits", "entity": "lead", "rule": {"all": ["""
                    + $$$"""{"field": "kind", "op": "eq", "value": "farmer"}, {"not": {{{condition}}} }]}}"""
            )
        ).Expect(HttpStatusCode.Created);
        (
            await api.Manager.PostAsync(
                "cohorts",
                """{"name": "Others", "entity": "lead", "rule": {"field": "score", "op": "gt", "value": 3}}"""
            )
        ).Expect(HttpStatusCode.Created);
        var score = (
            await api.Manager.PostAsync(
                "score-rules",
                $$$"""{"name": "Visits", "points": 5, "rule": {{{condition}}} }"""
            )
        ).Expect(HttpStatusCode.Created);

        var plan = (await api.Manager.DeleteAsync($"custom-fields/{field.Id}?dry_run=true")).Expect(
            HttpStatusCode.OK
        );

        var broken = plan
            .Body.GetProperty("would_break")
            .EnumerateArray()
            .Select(u => (u.GetProperty("id").GetString()!, u.GetProperty("pointer").GetString()!))
            .Order();
        Assert.Equal(
            new[] { (cohort.Id, "/rule/all/1/not/field"), (score.Id, "/rule/field") }.Order(),
            broken
        );
        (await api.Manager.GetAsync($"custom-fields/{field.Id}")).Expect(HttpStatusCode.OK);
        (await api.Manager.DeleteAsync($"custom-fields/{field.Id}?dry_run=perhaps")).Expect(
            HttpStatusCode.BadRequest
        );
        (await api.Agent.DeleteAsync($"custom-fields/{field.Id}?dry_run=true")).Expect(
            HttpStatusCode.Forbidden
        );
        (await api.Manager.DeleteAsync($"custom-fields/{field.Id}")).ExpectProblem(
            409,
            "custom_field.in_use"
        );
        (await api.Manager.DeleteAsync($"score-rules/{score.Id}")).Expect(HttpStatusCode.NoContent);
        (await api.Manager.DeleteAsync($"custom-fields/{field.Id}")).Expect(
            HttpStatusCode.NoContent
        );
    }
}
