using System.Globalization;
using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>A real sales team's agents and deals, brought in by the import endpoints.</summary>
public sealed class CrmSalesTests
{
    private const int Deals = 8800;

    private static readonly Dictionary<string, string> Stages = new()
    {
        ["Prospecting"] = "enquiry",
        ["Engaging"] = "negotiation",
        ["Won"] = "won",
        ["Lost"] = "lost",
    };

    private static readonly object Options = new
    {
        mapping = new Dictionary<string, string>
        {
            ["opportunity_id"] = "external_ref",
            ["sales_agent"] = "owner_id",
            ["product"] = "title",
            ["account"] = "customer_id",
            ["deal_stage"] = "stage",
            ["engage_date"] = "created_at",
            ["close_date"] = "closed_at",
            ["close_value"] = "amount",
        },
        defaults = new { lost_reason = "Not told" },
        value_map = new { stage = Stages },
        date_format = "dmy",
    };

    private static string Folder => Solution.PathOf("..", "shared", "data", "crm-sales");

    [SkippableFact]
    public async Task Each_deal_is_in_its_stage_and_the_figures_are_those_of_the_file()
    {
        Skip.IfNot(Directory.Exists(Folder), "shared/data/crm-sales is not here");
        await using var app = await AppProcess.StartAsync(AppFixture.Settings());
        var admin = await new AppClient(app.Address).LoginAsync(
            AppFixture.AdminEmail,
            AppFixture.AdminPassword
        );
        await HireAsync(admin);
        await TakeAccountsAsync(admin);
        var file = await File.ReadAllBytesAsync(Path.Combine(Folder, "sales_pipeline.csv"));

        var first = await ImportAsync(admin, file);
        var again = await ImportAsync(admin, file);

        Assert.Equal(("completed", Deals, Deals, 0, 0), first.Outcome());
        Assert.Equal(("completed", Deals, 0, 0, Deals), again.Outcome());
        var rows = Rows("sales_pipeline.csv");
        foreach (var (theirs, ours) in Stages)
            Assert.Equal(
                rows.Count(r => r["deal_stage"] == theirs),
                await admin.CountAsync("deals", $"stage={ours}")
            );
        await ExpectOwnersAsync(admin, rows);
        await ExpectFunnelAsync(admin, rows);
        await ExpectMonthsAsync(admin, rows);
        var customer = await admin.GetAsync("customers?name=Isdom");
        var isdom = customer.Expect(HttpStatusCode.OK).Body.GetProperty("data")[0];
        Assert.Equal(
            rows.Count(r => r["account"] == "Isdom"),
            await admin.CountAsync("deals", $"customer_id={isdom.GetProperty("id").GetString()}")
        );
        var broken = await admin.GetAsync("admin/invariants");
        Assert.Equal("", broken.Expect(HttpStatusCode.OK).Text);
    }

    /// <summary>Everybody has reached the first stage; the two in the middle, who is in negotiation or has
    /// won.</summary>
    private static async Task ExpectFunnelAsync(
        AppClient admin,
        IReadOnlyList<Dictionary<string, string>> rows
    )
    {
        var (won, lost) = (Count(rows, "Won"), Count(rows, "Lost"));
        var further = Count(rows, "Engaging") + won;

        var funnel = await admin.GetAsync("reports/funnel?kind=deal");

        var total = funnel.Expect(HttpStatusCode.OK).Body.GetProperty("total");
        Assert.Equal(
            (rows.Count, won, lost, rows.Count - won - lost),
            (
                Number(total, "entered"),
                Number(total, "won"),
                Number(total, "lost"),
                Number(total, "open")
            )
        );
        Assert.Equal(
            Math.Round(100m * won / (won + lost), 1),
            total.GetProperty("won_percent").GetDecimal()
        );
        Assert.Equal(
            [rows.Count, further, further, won],
            total.GetProperty("stages").EnumerateArray().Select(s => Number(s, "reached"))
        );
    }

    private static async Task ExpectMonthsAsync(
        AppClient admin,
        IReadOnlyList<Dictionary<string, string>> rows
    )
    {
        var expected = rows.Where(r => r["deal_stage"] == "Won")
            .GroupBy(r => $"20{r["close_date"][6..]}-{r["close_date"][3..5]}")
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g =>
                $"{g.Key}: {g.Count()}, {g.Sum(r => int.Parse(r["close_value"], CultureInfo.InvariantCulture))}.00"
            );

        var months = await admin.GetAsync("reports/deals");

        var won = months
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("rows")
            .EnumerateArray()
            .Where(r => r.GetProperty("status").GetString() == "won");
        Assert.Equal(
            expected,
            won.Select(r =>
                $"{r.GetProperty("month").GetString()}: {Number(r, "count")}, "
                + r.GetProperty("amount").GetProperty("value").GetString()
            )
        );
    }

    private static int Count(IEnumerable<Dictionary<string, string>> rows, string stage) =>
        rows.Count(r => r["deal_stage"] == stage);

    private static int Number(JsonElement figures, string name) =>
        figures.GetProperty(name).GetInt32();

    private static async Task ExpectOwnersAsync(
        AppClient admin,
        IReadOnlyList<Dictionary<string, string>> rows
    )
    {
        foreach (var agent in rows.GroupBy(r => r["sales_agent"]).Take(5))
        {
            var found = await admin.GetAsync($"agents?name={Uri.EscapeDataString(agent.Key)}");
            var id = found.Expect(HttpStatusCode.OK).Body.GetProperty("data")[0].GetProperty("id");
            Assert.Equal(
                agent.Count(r => r["deal_stage"] == "Won"),
                await admin.CountAsync("deals", $"owner_id={id.GetString()}&status=won")
            );
        }
    }

    private static async Task<JsonElement> ImportAsync(AppClient admin, byte[] file)
    {
        var queued = await admin.ImportAsync(file, JsonSerializer.Serialize(Options), of: "deals");
        return await admin.UntilEndedAsync(queued.Expect(HttpStatusCode.Accepted).Id);
    }

    /// <summary>The accounts become customers, numbered since the file has no keys.</summary>
    private static async Task TakeAccountsAsync(AppClient admin)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "accounts.csv"));
        var numbered = lines.Select((line, i) => i == 0 ? $"code,{line}" : $"ACC-{i},{line}");
        var mapping = new Dictionary<string, string>
        {
            ["code"] = "external_id",
            ["account"] = "name",
        };
        var queued = await admin.ImportAsync(
            string.Join('\n', numbered),
            new { mapping, defaults = new { kind = "dealer" } },
            of: "customers"
        );

        var job = await admin.UntilEndedAsync(queued.Expect(HttpStatusCode.Accepted).Id);

        Assert.Equal(("completed", 85, 85, 0, 0), job.Outcome());
    }

    /// <summary>A team for each manager, with the agents of that manager.</summary>
    private static async Task HireAsync(AppClient admin)
    {
        foreach (var team in Rows("sales_teams.csv").GroupBy(r => r["manager"]))
        {
            var id = (await admin.PostAsync("teams", new { name = team.Key }))
                .Expect(HttpStatusCode.Created)
                .Id;
            foreach (var agent in team.Select(r => r["sales_agent"]))
                (
                    await admin.PostAsync(
                        "agents",
                        new
                        {
                            name = agent,
                            email = $"{agent.Replace(' ', '.')}@example.com",
                            roles = new[] { "agent" },
                            team_id = id,
                        }
                    )
                ).Expect(HttpStatusCode.Created);
        }
    }

    /// <summary>No cell of these files holds a comma.</summary>
    private static IReadOnlyList<Dictionary<string, string>> Rows(string file)
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(Folder, file)).Where(l => l != "")];
        var header = lines[0].Split(',');
        return
        [
            .. lines[1..]
                .Select(l => header.Zip(l.Split(',')).ToDictionary(c => c.First, c => c.Second)),
        ];
    }
}
