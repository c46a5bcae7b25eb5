using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class ExportTests(AppFixture app)
{
    [Fact]
    public async Task A_job_writes_what_matches_and_the_file_can_be_fetched()
    {
        var admin = await app.AdminAsync();
        await MakeLeadsAsync(admin, "export-job", 3);

        var accepted = (
            await admin.PostAsync(
                "leads/export",
                new
                {
                    filter = new
                    {
                        field = "source.campaign",
                        op = "eq",
                        value = "export-job",
                    },
                    fields = new[]
                    {
                        "external_ref",
                        "business_name",
                        "phone_masked",
                        "tags",
                        "address",
                    },
                }
            )
        ).Expect(HttpStatusCode.Accepted);
        var job = await admin.UntilEndedAsync(accepted.Id);

        Assert.Equal(("completed", 3, 3, 0, 0), job.Outcome());
        var download = job.GetProperty("links").GetProperty("download").GetString()![
            "/api/v1/".Length..
        ];
        var file = (await admin.GetAsync(download)).Expect(HttpStatusCode.OK);
        Assert.Equal("no-store", file.Headers["Cache-Control"]);
        string[] lines = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            "external_ref,business_name,phone_masked,tags,address.village,address.district,address.state_code,address.pincode",
            lines[0]
        );
        Assert.Contains("export-job-0,\"'=HYPERLINK(1)\",\"'+91******0000\",a; b,,Sehore,,", lines);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task An_export_of_more_than_a_frame_ends_with_every_lead_in_it()
    {
        var admin = await app.AdminAsync();
        await MakeLeadsAsync(admin, "export-much", 700);

        var job = await admin.UntilEndedAsync(
            (await admin.PostAsync("leads/export?source.campaign=export-much", new { }))
                .Expect(HttpStatusCode.Accepted)
                .Id
        );

        Assert.Equal(("completed", 700, 700, 0, 0), job.Outcome());
        var file = (await admin.GetAsync($"exports/{job.GetProperty("id").GetString()}")).Expect(
            HttpStatusCode.OK
        );
        Assert.True(file.Text.Length > 64 * 1024, "the file is longer than a frame");
        Assert.Equal(701, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Lines_of_json_can_be_had_too()
    {
        var admin = await app.AdminAsync();
        await MakeLeadsAsync(admin, "export-ndjson", 2);

        var job = await admin.UntilEndedAsync(
            (
                await admin.PostAsync(
                    "leads/export?source.campaign=export-ndjson",
                    new { fields = new[] { "id", "kind" }, format = "ndjson" }
                )
            ).Id
        );

        var file = (await admin.GetAsync($"exports/{job.GetProperty("id").GetString()}")).Expect(
            HttpStatusCode.OK
        );
        string[] lines = file.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(
            lines,
            line =>
                Assert.Equal(
                    ["id", "kind"],
                    JsonElement.Parse(line).EnumerateObject().Select(m => m.Name)
                )
        );
    }

    [Fact]
    public async Task The_direct_download_takes_the_filters_of_the_list()
    {
        var admin = await app.AdminAsync();
        await MakeLeadsAsync(admin, "export-direct", 2);

        var file = (
            await admin.GetAsync("leads/export.csv?source.campaign=export-direct&fields=id,source")
        ).Expect(HttpStatusCode.OK);

        Assert.Equal(
            "id,source.channel,source.campaign,source.medium,source.ref",
            file.Text.Split("\r\n")[0]
        );
        Assert.Equal(3, file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        (await admin.GetAsync("leads/export.csv?limit=5")).Expect(HttpStatusCode.BadRequest);
        (await admin.GetAsync("leads/export.csv?phone_index=1")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Nobody_exports_more_than_they_see_and_nobody_fetches_another_ones_file()
    {
        var admin = await app.AdminAsync();
        await MakeLeadsAsync(admin, "export-scope", 2);
        var (asha, _) = await NewAgentAsync(admin, "asha");
        var (ravi, _) = await NewAgentAsync(admin, "ravi");

        var job = await asha.UntilEndedAsync(
            (await asha.PostAsync("leads/export?source.campaign=export-scope", new { }))
                .Expect(HttpStatusCode.Accepted)
                .Id
        );

        Assert.Equal(("completed", 0, 0, 0, 0), job.Outcome());
        var id = job.GetProperty("id").GetString();
        (await asha.GetAsync($"exports/{id}")).Expect(HttpStatusCode.OK);
        (await ravi.GetAsync($"exports/{id}")).Expect(HttpStatusCode.NotFound);
        (await ravi.GetAsync($"jobs/{id}")).Expect(HttpStatusCode.NotFound);
        Assert.Single(
            (await asha.GetAsync("leads/export.csv?source.campaign=export-scope")).Text.Split(
                "\r\n",
                StringSplitOptions.RemoveEmptyEntries
            )
        );
    }

    [Fact]
    public async Task Unknown_fields_and_filters_are_refused_with_their_place()
    {
        var admin = await app.AdminAsync();

        var refused = await admin.PostAsync(
            "leads/export",
            new
            {
                fields = new[] { "id", "phone_index" },
                filter = new
                {
                    field = "phone_index",
                    op = "eq",
                    value = "x",
                },
            }
        );

        Assert.Equal(422, (int)refused.Status);
        Assert.Equal(
            ["/filter/field", "/fields/1"],
            refused
                .Body.GetProperty("errors")
                .EnumerateArray()
                .Select(e => e.GetProperty("pointer").GetString())
        );
    }

    private static async Task MakeLeadsAsync(AppClient admin, string campaign, int count)
    {
        var csv =
            "ref,firm,phone,tags,district\n"
            + string.Join(
                '\n',
                Enumerable
                    .Range(0, count)
                    .Select(i => $"{campaign}-{i},=HYPERLINK(1),{Phone(campaign, i)},a;b,Sehore")
            );
        var options = new
        {
            mapping = new Dictionary<string, string>
            {
                ["ref"] = "external_ref",
                ["firm"] = "business_name",
                ["phone"] = "phone",
                ["tags"] = "tags",
                ["district"] = "address.district",
            },
            defaults = new Dictionary<string, string>
            {
                ["kind"] = "dealer",
                ["source.campaign"] = campaign,
            },
        };
        var job = await admin.UntilEndedAsync(
            (await admin.ImportAsync(csv, options)).Expect(HttpStatusCode.Accepted).Id
        );
        Assert.Equal(count, job.GetProperty("succeeded").GetInt64());
    }

    private static string Phone(string campaign, int i) =>
        $"71{campaign.Length:D2}0{campaign[^1] % 10}{i:D4}"[..10];

    private async Task<(AppClient Client, string Id)> NewAgentAsync(AppClient admin, string name)
    {
        var email = $"{name}-exports@example.in";
        var made = (
            await admin.PostAsync(
                "agents",
                new
                {
                    name,
                    email,
                    password = "Kharif-Rabi-2026-Zaid",
                    roles = new[] { "agent" },
                }
            )
        ).Expect(HttpStatusCode.Created);
        return (await app.LoginAsync(email, "Kharif-Rabi-2026-Zaid"), made.Id);
    }
}
