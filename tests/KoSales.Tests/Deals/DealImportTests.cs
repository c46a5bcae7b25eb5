using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Deals;

[Collection(AppCollection.Name)]
public sealed class DealImportTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    private const string Header = "Ref,Title,Agent,Stage,Value,Closed,Reason\n";

    private readonly string _mark = Guid.NewGuid().ToString("N")[..10];

    private object Options(string onDuplicate = "skip") =>
        new
        {
            mapping = new Dictionary<string, string>
            {
                ["Ref"] = "external_ref",
                ["Title"] = "title",
                ["Agent"] = "owner_id",
                ["Stage"] = "stage",
                ["Value"] = "amount",
                ["Closed"] = "closed_at",
                ["Reason"] = "lost_reason",
            },
            defaults = new { tags = _mark },
            on_duplicate = onDuplicate,
            date_format = "dmy",
        };

    private async Task<JsonElement> ImportAsync(
        string rows,
        string onDuplicate = "skip",
        string query = ""
    )
    {
        var admin = await app.AdminAsync();
        var queued = await admin.ImportAsync(Header + rows, Options(onDuplicate), query, "deals");
        return await admin.UntilEndedAsync(queued.Expect(HttpStatusCode.Accepted).Id);
    }

    private async Task<JsonElement> DealAsync(string reference)
    {
        var admin = await app.AdminAsync();
        var found = await admin.GetAsync($"deals?external_ref={reference}&include=pipeline");
        return found.Expect(HttpStatusCode.OK).Body;
    }

    [Fact]
    public async Task Each_deal_lands_at_its_stage_with_its_owner_and_the_day_of_its_end()
    {
        var email = await EmailOfAgentAsync();

        var job = await ImportAsync(
            $"{_mark}-1,Urea,{email},Won,\"48,500\",20-10-16,\n"
                + $"{_mark}-2,DAP,{api.AgentId},negotiation,,,\n"
                + $"{_mark}-3,Potash,,Lost,0,21-10-16,Price\n"
                + $"{_mark}-4,Zinc,,,,,\n"
        );

        Assert.Equal(("completed", 4, 4, 0, 0), job.Outcome());
        Assert.Equal("deal_import", job.GetProperty("kind").GetString());
        var won = (await DealAsync($"{_mark}-1")).GetProperty("data")[0];
        Assert.Equal(
            ("won", "won", api.AgentId, api.TeamId, "2016-10-19T18:30:00.000Z", 48_500m),
            (
                Text(won, "status"),
                Text(won, "stage"),
                Text(won, "owner_id"),
                Text(won, "team_id"),
                Text(won, "won_at"),
                won.GetProperty("amount_inr").GetDecimal()
            )
        );
        var talking = await DealAsync($"{_mark}-2");
        Assert.Equal("negotiation", Text(talking.GetProperty("data")[0], "stage"));
        Assert.Equal(
            "negotiation",
            Text(talking.GetProperty("included").GetProperty("pipeline")[0], "stage")
        );
        var lost = (await DealAsync($"{_mark}-3")).GetProperty("data")[0];
        Assert.Equal(("lost", "Price"), (Text(lost, "status"), Text(lost, "lost_reason")));
        Assert.Equal(
            "enquiry",
            Text((await DealAsync($"{_mark}-4")).GetProperty("data")[0], "stage")
        );
    }

    [Fact]
    public async Task An_owner_can_be_named_by_name_unless_two_have_it()
    {
        var admin = await app.AdminAsync();
        var known = await AgentAsync(admin, $"Moses {_mark}");
        await AgentAsync(admin, $"Twin {_mark}");
        await AgentAsync(admin, $"Twin {_mark}");

        var job = await ImportAsync(
            $"{_mark}-1,Urea,moses {_mark},Enquiry,,,\n{_mark}-2,DAP,Twin {_mark},Enquiry,,,\n"
        );

        Assert.Equal(("completed_with_errors", 2, 1, 1, 0), job.Outcome());
        var owned = (await DealAsync($"{_mark}-1")).GetProperty("data")[0];
        Assert.Equal(known, Text(owned, "owner_id"));
        Assert.Contains("agent.name_shared", await ErrorsAsync(job), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_row_that_cannot_be_taken_says_why_by_its_column()
    {
        var job = await ImportAsync(
            $"{_mark}-1,,,Enquiry,abc,,\n"
                + $"{_mark}-2,DAP,Nobody Known,Enquiry,,,\n"
                + $"{_mark}-3,DAP,,Nowhere,,,\n"
                + $"{_mark}-4,DAP,,Lost,,,\n"
                + $"{_mark}-5,DAP,,Won,,20-10-2099,\n"
        );

        Assert.Equal(("completed_with_errors", 5, 0, 5, 0), job.Outcome());
        string[] lines =
        [
            .. (await ErrorsAsync(job)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..],
        ];
        Assert.Equal(
            [
                "2,Title,required",
                "2,Value,invalid",
                "3,Agent,agent.not_found",
                "4,Stage,import.unknown_stage",
                "5,Reason,import.lost_without_reason",
                "6,Closed,out_of_range",
            ],
            lines.Select(l => string.Join(',', l.Split(',')[..3])).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_that_comes_again_makes_nothing_twice()
    {
        var rows = $"{_mark}-1,Urea,,Enquiry,,,\n{_mark}-1,Urea again,,Enquiry,,,\n";
        var first = await ImportAsync(rows);

        var again = await ImportAsync(rows);
        var failing = await ImportAsync(rows, "fail");

        var admin = await app.AdminAsync();
        Assert.Equal(("completed", 2, 1, 0, 1), first.Outcome());
        Assert.Equal(("completed", 2, 0, 0, 2), again.Outcome());
        Assert.Equal(("completed_with_errors", 2, 0, 2, 0), failing.Outcome());
        Assert.Equal(1, await admin.CountAsync("deals", $"external_ref={_mark}-1"));
        Assert.Contains("deal.duplicate_ref", await ErrorsAsync(failing), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_merges_fills_in_what_the_deal_lacks()
    {
        await ImportAsync($"{_mark}-1,Urea,,Enquiry,,,\n");

        var merged = await ImportAsync(
            $"{_mark}-1,Other,,Enquiry,900,,\n{_mark}-2,New,,Enquiry,,,\n",
            "merge"
        );

        Assert.Equal(("completed", 2, 2, 0, 0), merged.Outcome());
        var deal = (await DealAsync($"{_mark}-1")).GetProperty("data")[0];
        Assert.Equal(
            ("Urea", 900m),
            (Text(deal, "title"), deal.GetProperty("amount_inr").GetDecimal())
        );
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_come_of_the_rows_and_makes_nothing()
    {
        var admin = await app.AdminAsync();

        var job = await ImportAsync(
            $"{_mark}-1,Urea,,Enquiry,,,\n{_mark}-2,DAP,,Nowhere,,,\n",
            query: "&dry_run=true"
        );

        Assert.Equal(("completed_with_errors", 2, 1, 1, 0), job.Outcome());
        Assert.Equal(0, await admin.CountAsync("deals", $"external_ref[prefix]={_mark}"));
    }

    [Fact]
    public async Task Faults_of_the_options_come_before_the_first_row()
    {
        var admin = await app.AdminAsync();

        var refused = await admin.ImportAsync(
            Header + "1,Urea,,,,,\n",
            new
            {
                mapping = new Dictionary<string, string> { ["Ref"] = "phone", ["None"] = "title" },
            },
            of: "deals"
        );

        Assert.Equal(
            ["/mapping/None", "/mapping/Ref"],
            refused
                .Expect(HttpStatusCode.UnprocessableEntity)
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_columns_of_a_sales_pipeline_are_known_by_their_names()
    {
        var suggested = await api.Manager.PostAsync(
            "deals/import/suggest",
            new { columns = new[] { "opportunity_id", "sales_agent", "deal_stage", "close_value" } }
        );

        var mapping = suggested.Expect(HttpStatusCode.OK).Body.GetProperty("mapping");
        Assert.Equal("external_ref", Text(mapping, "opportunity_id"));
        Assert.Equal("owner_id", Text(mapping, "sales_agent"));
        Assert.Equal("stage", Text(mapping, "deal_stage"));
        Assert.Equal("amount", Text(mapping, "close_value"));
    }

    [Fact]
    public async Task A_second_deal_of_the_same_reference_is_refused_until_the_first_is_deleted()
    {
        var body = new { title = "Urea", external_ref = $"{_mark}-9" };
        var first = (await api.Manager.PostAsync("deals", body)).Expect(HttpStatusCode.Created);

        var second = await api.Manager.PostAsync("deals", body);

        second.ExpectProblem(409, "deal.duplicate_ref");
        (await api.Manager.DeleteAsync($"deals/{first.Id}")).Expect(HttpStatusCode.NoContent);
        (await api.Manager.PostAsync("deals", body)).Expect(HttpStatusCode.Created);
    }

    private async Task<string> EmailOfAgentAsync()
    {
        var admin = await app.AdminAsync();
        var agent = (await admin.GetAsync($"agents/{api.AgentId}")).Expect(HttpStatusCode.OK);
        return agent.Body.GetProperty("email").GetString()!;
    }

    private static async Task<string> AgentAsync(AppClient admin, string name) => (
            await admin.PostAsync(
                "agents",
                new
                {
                    name,
                    email = $"{Guid.NewGuid():N}@example.in",
                    roles = new[] { "agent" },
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    private async Task<string> ErrorsAsync(JsonElement job) =>
        (
            await (await app.AdminAsync()).GetAsync(
                $"jobs/{job.GetProperty("id").GetString()}/errors"
            )
        ).Text;

    private static string? Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) ? value.GetString() : null;
}
