using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Leads;

namespace KoSales.Tests.Reports;

/// <summary>Over a team of its own, since a manager sees no other.</summary>
[Collection(AppCollection.Name)]
public sealed class ReportEndpointTests(AppFixture app, LeadApi api) : IClassFixture<LeadApi>
{
    private async Task<Reply> DealAsync(AppClient by, string value = "1000.50") =>
        (
            await by.PostAsync(
                "deals",
                new
                {
                    title = "Humic acid",
                    amount = new { value, currency = "INR" },
                    expected_close_on = "2027-03-15",
                }
            )
        ).Expect(HttpStatusCode.Created);

    private static async Task<JsonElement> ReadAsync(AppClient by, string path) =>
        (await by.GetAsync(path)).Expect(HttpStatusCode.OK).Body;

    private static int Number(JsonElement figures, string name) =>
        figures.GetProperty(name).GetInt32();

    [Fact]
    public async Task A_funnel_counts_what_the_caller_sees_and_a_skipped_stage_as_reached()
    {
        var others = await api.OthersAsync();
        var deal = await DealAsync(others.Agent);
        await DealAsync(others.Agent);
        var pipeline = deal.Body.GetProperty("pipeline_id").GetString();
        (
            await others.Manager.PostAsync(
                $"pipelines/{pipeline}/transition",
                new
                {
                    to = "negotiation",
                    forced = true,
                    reason = "Known before",
                }
            )
        ).Expect(HttpStatusCode.OK);

        var funnel = await ReadAsync(others.Agent, "reports/funnel?kind=deal");
        var csv = await others.Agent.GetAsync("reports/funnel.csv?kind=deal");

        var total = funnel.GetProperty("total");
        Assert.Equal((2, 2), (Number(total, "entered"), Number(total, "open")));
        Assert.Equal(
            [(2, 0), (1, 1), (1, 0), (0, 0)],
            total
                .GetProperty("stages")
                .EnumerateArray()
                .Select(s => (Number(s, "reached"), Number(s, "skipped")))
        );
        string[] lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Contains(",quoted,1,0,1,0,0,0", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lead_beside_the_way_has_come_no_further_and_a_reopened_one_came_back()
    {
        var others = await api.OthersAsync();
        var (aside, back) = (await others.NewAsync(), await others.NewAsync());
        await MoveAsync(others.Manager, aside, "nurture");
        await MoveAsync(others.Manager, back, "contacted");
        await MoveAsync(others.Manager, back, "lost");
        (
            await others.Manager.PostAsync($"leads/{back.Id}/reopen", new { reason = "Called" })
        ).Expect(HttpStatusCode.OK);
        foreach (var lead in new[] { aside, back })
            (
                await others.Manager.PostAsync(
                    $"leads/{lead.Id}/assign",
                    new { agent_id = others.AgentId }
                )
            ).Expect(HttpStatusCode.OK);

        var funnel = await ReadAsync(others.Agent, "reports/funnel?kind=lead");
        var csv = await others.Agent.GetAsync("reports/funnel.csv?kind=lead");

        Assert.Equal(
            ["new 2 0", "contacted 1 1", "qualified 0 0", "nurture 1 0 beside", "converted 0 0"],
            funnel
                .GetProperty("total")
                .GetProperty("stages")
                .EnumerateArray()
                .Select(s =>
                    $"{s.GetProperty("stage").GetString()} {Number(s, "reached")} {Number(s, "returned")}"
                    + (s.GetProperty("side").GetBoolean() ? " beside" : "")
                )
        );
        Assert.Contains(",nurture,1,1,0,0,0,1,true", csv.Text, StringComparison.Ordinal);
    }

    private static async Task MoveAsync(AppClient by, Reply lead, string to) =>
        (
            await by.PostAsync(
                $"pipelines/{lead.Body.GetProperty("pipeline_id").GetString()}/transition",
                new { to, reason = "told so" }
            )
        ).Expect(HttpStatusCode.OK);

    [Fact]
    public async Task Conversion_counts_leads_by_source_and_campaign()
    {
        var others = await api.OthersAsync();
        // Managers see the leads of no team too, whoever made them.
        var before = OfWebsite(await ReadAsync(others.Manager, "reports/conversion"));
        await others.NewAsync();
        var lost = await others.NewAsync();
        (await others.Manager.PostAsync($"leads/{lost.Id}/lose", new { reason = "Price" })).Expect(
            HttpStatusCode.OK
        );

        var byChannel = await ReadAsync(others.Manager, "reports/conversion");
        var byCampaign = await ReadAsync(others.Manager, "reports/conversion?by=campaign");
        var csv = await others.Manager.GetAsync("reports/conversion.csv");

        var after = OfWebsite(byChannel);
        Assert.Equal(
            before with
            {
                Leads = before.Leads + 2,
                Open = before.Open + 1,
                Lost = before.Lost + 1,
            },
            after
        );
        Assert.Contains(
            byCampaign.GetProperty("sources").EnumerateArray(),
            s => s.TryGetProperty("campaign", out var name) && name.GetString() == "kharif-26"
        );
        Assert.Contains(
            $"website,,{after.Leads},{after.Open},",
            csv.Text,
            StringComparison.Ordinal
        );
    }

    private static SourceFigures OfWebsite(JsonElement report)
    {
        var source = report
            .GetProperty("sources")
            .EnumerateArray()
            .FirstOrDefault(s =>
                s.TryGetProperty("channel", out var channel) && channel.GetString() == "website"
            );
        return source.ValueKind == JsonValueKind.Undefined
            ? new SourceFigures(0, 0, 0, 0)
            : Of(source.GetProperty("figures"));
    }

    private static SourceFigures Of(JsonElement figures) =>
        new(
            Number(figures, "leads"),
            Number(figures, "open"),
            Number(figures, "lost"),
            Number(figures, "converted")
        );

    private sealed record SourceFigures(int Leads, int Open, int Lost, int Converted);

    [Fact]
    public async Task Workload_counts_everything_open_and_shows_agents_themselves_only()
    {
        var others = await api.OthersAsync();
        var lead = await others.NewAsync();
        (
            await others.Manager.PostAsync(
                $"leads/{lead.Id}/assign",
                new { agent_id = others.AgentId }
            )
        ).Expect(HttpStatusCode.OK);
        await DealAsync(others.Agent);

        var ofManager = await ReadAsync(others.Manager, "reports/workload");
        var ofAgent = await ReadAsync(others.Agent, "reports/workload");

        var own = Assert.Single(ofAgent.GetProperty("agents").EnumerateArray());
        Assert.Equal(2, ofManager.GetProperty("agents").GetArrayLength());
        Assert.Equal(others.AgentId, own.GetProperty("agent_id").GetString());
        Assert.Equal((1, 1), (Number(own, "open_leads"), Number(own, "open_deals")));
        Assert.True(Number(own, "open_tasks") >= 1);
    }

    [Fact]
    public async Task Cohort_growth_tells_who_joined()
    {
        var admin = await app.AdminAsync();
        var deal = await DealAsync(api.Manager);
        var cohort = (
            await admin.PostAsync(
                "cohorts",
                new
                {
                    name = "Growing",
                    entity = "deal",
                    include_ids = new[] { deal.Id },
                }
            )
        ).Expect(HttpStatusCode.Created);

        var growth = await ReadAsync(admin, $"reports/cohort-growth?cohort_id={cohort.Id}");
        var csv = await admin.GetAsync(
            $"reports/cohort-growth.csv?cohort_id={cohort.Id}&step=week"
        );

        var last = growth.GetProperty("steps").EnumerateArray().Last();
        Assert.Equal(
            (1, 0, 1),
            (Number(last, "joined"), Number(last, "left"), Number(last, "size"))
        );
        Assert.EndsWith(",1,0,1\r\n", csv.Text, StringComparison.Ordinal);
        (await admin.GetAsync("reports/cohort-growth?cohort_id=COH-9999999")).Expect(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task Deals_add_up_by_month_and_on_the_board()
    {
        var others = await api.OthersAsync();
        await DealAsync(others.Agent);
        await DealAsync(others.Agent, "99.50");

        var months = await ReadAsync(others.Agent, "reports/deals");
        var board = await ReadAsync(others.Agent, "pipelines/board?kind=deal");
        var csv = await others.Agent.GetAsync("reports/deals.csv");

        var row = Assert.Single(months.GetProperty("rows").EnumerateArray());
        Assert.Equal(
            ("2027-03", "enquiry", 2, "1100.00", "220.00"),
            (
                row.GetProperty("month").GetString(),
                row.GetProperty("stage").GetString(),
                Number(row, "count"),
                row.GetProperty("amount").GetProperty("value").GetString(),
                row.GetProperty("weighted").GetProperty("value").GetString()
            )
        );
        Assert.Equal(
            ["1100.00", "0.00", "0.00"],
            board
                .GetProperty("stages")
                .EnumerateArray()
                .Select(s => s.GetProperty("amount").GetProperty("value").GetString())
        );
        Assert.Contains(
            "2027-03,enquiry,open,2,1100.00,220.00,INR",
            csv.Text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("reports/funnel")]
    [InlineData("reports/funnel?kind=customer")]
    [InlineData("reports/funnel?kind=deal&workflow_id=PW-99999")]
    [InlineData("reports/funnel?kind=deal&from=yesterday")]
    [InlineData("reports/conversion?by=state")]
    [InlineData("reports/cohort-growth")]
    [InlineData("reports/deals?from=2026-01-01T00:00:00.000Z&to=2025-01-01T00:00:00.000Z")]
    [InlineData("reports/workload?kind=lead")]
    public async Task What_a_report_cannot_be_asked_is_refused(string path)
    {
        var refused = await api.Manager.GetAsync(path);

        refused.Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Clocks_are_downloaded_as_csv()
    {
        var csv = await api.Manager.GetAsync("reports/sla.csv?group=team");

        Assert.StartsWith(
            "key,count,met,open_breached",
            csv.Expect(HttpStatusCode.OK).Text.TrimStart('\uFEFF'),
            StringComparison.Ordinal
        );
    }
}
