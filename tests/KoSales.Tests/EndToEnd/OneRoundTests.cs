using System.Net;
using System.Text.Json;
using KoSales.Functions.Api.Requests;

namespace KoSales.Tests.EndToEnd;

/// <summary>Who sends a bad body hears of all of it at once: of its form and of the rules.</summary>
[Collection(AppCollection.Name)]
public sealed class OneRoundTests(OneRoundRecords records) : IClassFixture<OneRoundRecords>
{
    public static TheoryData<string> Functions => [.. OneRoundBodies.All.Select(b => b.Function)];

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Faults_of_form_and_of_rules_come_in_one_answer(string function)
    {
        var body = OneRoundBodies.All.Single(b => b.Function == function);

        var refused = (await SendAsync(body)).Expect(HttpStatusCode.UnprocessableEntity);

        Assert.Equal("body.invalid", refused.Code);
        Assert.Equal(body.Pointers.Order(), PointersOf(refused.Body).Order());
    }

    [Fact]
    public void Every_body_is_in_the_table_or_has_no_rules_for_a_reason()
    {
        var taking = ApiRoutes
            .OfThisApp()
            .All.Where(r => r.Operation?.Body is not null)
            .Select(r => r.Function);

        Assert.Equal(
            OneRoundBodies
                .All.Select(b => b.Function)
                .Concat(OneRoundBodies.WithoutRules.Keys)
                .Concat(["ContactsBatch", "CustomersBatch", "DealsBatch", "LeadsBatch"])
                .Order(),
            taking.Order()
        );
    }

    [Fact]
    public async Task Each_operation_of_a_batch_hears_of_all_its_faults()
    {
        var batch = records.Fill(
            """
            {"operations": [
              {"op": "create", "body": {"kind": 5, "phone": "12"}},
              {"op": "update", "id": "{lead}", "if_match": "*", "body": {"land_acres": "x", "gstin": "x"}},
              {"op": "create", "body": {"kind": "farmer", "phone": "12"}}]}
            """
        );

        foreach (var query in new[] { "", "?atomic=true", "?dry_run=true" })
        {
            var results = (await records.Admin.PostAsync("leads/batch" + query, batch))
                .Expect(HttpStatusCode.MultiStatus)
                .Body.GetProperty("results");

            string[][] expected =
            [
                ["/operations/0/body/kind", "/operations/0/body/phone"],
                ["/operations/1/body/gstin", "/operations/1/body/land_acres"],
                ["/operations/2/body/phone"],
            ];
            Assert.Equal(
                expected,
                results
                    .EnumerateArray()
                    .Select(r => PointersOf(r.GetProperty("problem")).Order().ToArray())
            );
        }
    }

    [Fact]
    public async Task The_options_of_an_import_are_checked_against_the_file_too()
    {
        var refused = await records.Admin.ImportAsync(
            "Ref\n1\n",
            new
            {
                mapping = new Dictionary<string, string> { ["Name"] = "name" },
                on_duplicate = "ask",
            }
        );

        Assert.Equal(
            ["/mapping/Name", "/on_duplicate"],
            PointersOf(refused.Expect(HttpStatusCode.UnprocessableEntity).Body).Order()
        );
    }

    [Fact]
    public async Task What_is_cleared_and_may_not_be_keeps_no_other_fault_back()
    {
        foreach (
            var (path, body, pointers) in new[]
            {
                (
                    "teams/{team}",
                    """{"name": null, "manager_id": "A0-9999"}""",
                    new[] { "/manager_id", "/name" }
                ),
                (
                    "agents/{agent}",
                    """{"name": null, "team_id": "TM-9999", "email": "x@y"}""",
                    ["/email", "/name", "/team_id"]
                ),
                (
                    "sla-policies/{policy}",
                    """{"name": null, "warn_at_percent": [90, 50]}""",
                    ["/name", "/warn_at_percent"]
                ),
                (
                    "cohorts/{cohort}",
                    """{"name": null, "rule": {"field": "nix", "op": "eq", "value": 1}}""",
                    ["/name", "/rule/field"]
                ),
                (
                    "calendars/{calendar}",
                    """{"name": null, "week": {"mon": [{"from": "09:30", "to": "25:00"}]}}""",
                    ["/name", "/week/mon/0"]
                ),
                ("tasks/{call}", """{"title": null, "priority": null}""", ["/priority", "/title"]),
            }
        )
        {
            var refused = await records.Admin.PatchAsync(records.Fill(path), body, "*");

            Assert.Equal(
                pointers,
                PointersOf(refused.Expect(HttpStatusCode.UnprocessableEntity).Body).Order()
            );
        }
    }

    [Fact]
    public async Task A_body_whose_only_fault_is_of_form_changes_nothing()
    {
        var before = await records.Admin.GetAsync(records.Fill("teams/{team}"));

        (
            await records.Admin.PatchAsync(
                records.Fill("teams/{team}"),
                """{"name": "Renamed", "nope": 1}""",
                "*"
            )
        ).ExpectProblem(422, "body.invalid");

        Assert.Equal(
            before.ETag,
            (await records.Admin.GetAsync(records.Fill("teams/{team}"))).ETag
        );
    }

    private Task<Reply> SendAsync(OneRoundBody body)
    {
        var (path, json) = (records.Fill(body.Path), records.Fill(body.Json));
        if (body.IsPut)
            return records.Admin.PutAsync(path, json);
        return body.IsPatch
            ? records.Admin.PatchAsync(path, json, "*")
            : records.Admin.PostAsync(path, json);
    }

    private static IEnumerable<string?> PointersOf(JsonElement problem) =>
        problem
            .GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("pointer").GetString());
}
