using System.Text.Json.Nodes;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.OpenApi;

[Collection(AppCollection.Name)]
public sealed class OpenApiTypeTests(AppFixture app)
{
    private static readonly string[] Typing = ["type", "$ref", "anyOf", "oneOf", "enum"];

    /// <summary>What truly takes anything, each with its reason. There is none.</summary>
    private static readonly string[] Approved = [];

    [Fact]
    public async Task Nothing_is_of_an_unknown_type()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);

        var untyped = Schemas(document.Root, "").Where(s => !Typing.Any(s.Schema.ContainsKey));

        Assert.Equal(Approved, untyped.Select(s => s.At));
    }

    [Theory]
    [InlineData("CreateCohort", "rule", "Rule")]
    [InlineData("StageDefinition", "entry_guard", "Rule")]
    [InlineData("EditScoreRule", "rule", "Rule")]
    [InlineData("CohortExplanationView", "rule", "ExplainedRule")]
    [InlineData("CreateCalendar", "week", "WeekForm")]
    [InlineData("BatchResult", "problem", "Problem")]
    public async Task A_member_of_raw_json_is_described(
        string contract,
        string member,
        string shape
    )
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);

        var described = document.Root["components"]!["schemas"]![contract]!["properties"]![member]!;

        Assert.Contains(
            $"#/components/schemas/{shape}\"",
            described.ToJsonString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_rule_nests_and_ends_in_conditions_with_the_known_operators()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);
        var check = new SchemaCheck(document);
        var rule = new JsonObject { ["$ref"] = "#/components/schemas/Rule" };
        var right = JsonNode.Parse(
            """{"all": [{"not": {"any": [{"field": "kind", "op": "in", "value": ["dealer"]}]}}, {"field": "score", "op": "gte", "value": 50}]}"""
        );
        var unknownOperator = JsonNode.Parse("""{"field": "score", "op": "bigger", "value": 1}""");
        var twoJoints = JsonNode.Parse("""{"all": [], "any": []}""");

        Assert.Empty(check.Faults(right, rule));
        Assert.NotEmpty(check.Faults(unknownOperator, rule));
        Assert.NotEmpty(check.Faults(twoJoints, rule));
    }

    [Fact]
    public async Task Facts_of_a_problem_are_texts_numbers_or_lists_of_texts()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);
        var check = new SchemaCheck(document);
        var problem = new JsonObject { ["$ref"] = "#/components/schemas/Problem" };
        var duplicate = JsonNode
            .Parse((await (await app.AdminAsync()).GetAsync("leads/K0-199999999")).Text)!
            .AsObject();

        Assert.Empty(check.Faults(duplicate, problem));
        duplicate["existing_id"] = "K0-100001";
        duplicate["retry_after"] = 2;
        duplicate["unmet"] = new JsonArray("licence", "pincode");
        Assert.Empty(check.Faults(duplicate, problem));
        duplicate["existing"] = new JsonObject { ["id"] = "K0-100001" };
        Assert.NotEmpty(check.Faults(duplicate, problem));
    }

    // Every place of the document where a schema stands.
    private static IEnumerable<(string At, JsonObject Schema)> Schemas(JsonNode? node, string at)
    {
        if (node is JsonArray items)
        {
            foreach (var found in items.Index().SelectMany(i => Schemas(i.Item, $"{at}/{i.Index}")))
                yield return found;
        }
        if (node is not JsonObject members)
            yield break;
        foreach (var (name, member) in members)
        {
            if (name is "example" or "examples" or "default" || member is null)
                continue;
            if (member is JsonObject one && (name is "schema" or "items" or "additionalProperties"))
                yield return ($"{at}/{name}", one);
            if (member is JsonObject named && (name is "properties" or "schemas"))
            {
                foreach (var (key, value) in named)
                    yield return ($"{at}/{name}/{key}", value!.AsObject());
            }
            foreach (var found in Schemas(member, $"{at}/{name}"))
                yield return found;
        }
    }
}
