using System.Text.Json.Nodes;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.OpenApi;

[Collection(AppCollection.Name)]
public sealed class OpenApiProblemTests(AppFixture app)
{
    [Fact]
    public async Task Every_refusal_is_one_shared_response_per_status()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);

        var byStatus = document
            .Operations.SelectMany(o => o.Responses)
            .Where(r => r.Key[0] is '4' or '5')
            .GroupBy(r => r.Key, r => r.Value["$ref"]?.GetValue<string>())
            .ToDictionary(g => g.Key, g => g.Distinct().ToList());

        Assert.Equal(
            [
                "400",
                "401",
                "403",
                "404",
                "409",
                "410",
                "412",
                "413",
                "415",
                "422",
                "428",
                "429",
                "500",
                "503",
            ],
            byStatus.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(byStatus.Values, references => Assert.NotNull(Assert.Single(references)));
        Assert.Equal(byStatus.Count, byStatus.Values.Select(r => r[0]).Distinct().Count());
    }

    [Fact]
    public async Task Each_refusal_has_a_problem_of_its_status_with_a_documented_code()
    {
        var document = await ServedDocument.ReadAsync(app.Anonymous);
        var codes = await File.ReadAllLinesAsync(Solution.PathOf("docs", "problem-codes.md"));
        var check = new SchemaCheck(document);

        foreach (var (status, response) in Refusals(document))
        {
            var media = response["content"]!["application/problem+json"]!.AsObject();
            var example = Assert.Single(document.ExamplesOf(media))!.AsObject();

            Assert.Empty(check.Faults(example, media["schema"]!));
            Assert.Equal(status, example["status"]!.ToString());
            var row = Assert.Single(
                codes,
                c => c.StartsWith($"| `{example["code"]}` |", StringComparison.Ordinal)
            );
            // The document calls an unexpected failure by the same code, whatever its status.
            if (status != "500")
                Assert.Contains(status, row.Split('|')[2], StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(string Status, JsonObject Response)> Refusals(
        ServedDocument document
    ) =>
        document
            .Operations.SelectMany(o => o.Responses)
            .Where(r => r.Key[0] is '4' or '5')
            .DistinctBy(r => r.Key)
            .Select(r => (r.Key, document.Resolved(r.Value)));
}
