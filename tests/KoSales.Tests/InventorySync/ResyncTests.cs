using System.Net;
using System.Text;
using System.Text.Json;
using KoSales.Tests.EndToEnd;
using KoSales.Tests.Inbound;

namespace KoSales.Tests.InventorySync;

/// <summary>All customers from a file of lines, with a report of what had drifted.</summary>
public sealed class ResyncTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_re_sync_mends_what_has_drifted_and_tells_it_by_field()
    {
        var same = await MadeAsync("R-1", "As told", "9830000001");
        var drifted = await MadeAsync("R-2", "As told", "9830000002");
        var newer = await MadeAsync("R-3", "Newer", "9830000003", version: 9);
        await app.Admin.ChangeAsync(
            $"customers/{drifted}",
            new { name = "By hand", phone = "9830000099" }
        );
        string[] lines =
        [
            Line("R-1", 5, "As told", "9830000001"),
            "",
            Line("R-2", 5, "As told", "9830000002"),
            Line("R-3", 5, "Older", "9830000003"),
            Line("R-4", 1, "Missing", "9830000004"),
            """{"external_id": "R-5", "version": 1, "gstin": "nonsense"}""",
            "no json",
            """{"type": "customer.updated", "version": 6, "data": {"external_id": "R-1", "price_list": "mp"}}""",
        ];

        var rehearsed = await EndedAsync(string.Join('\n', lines), "?dry_run=true");
        var untouched = await app.Admin.GetAsync($"customers/{drifted}");
        var job = await EndedAsync(string.Join('\n', lines), "?filename=all.ndjson");
        var again = await EndedAsync(string.Join('\n', lines), "");

        Assert.Equal("By hand", untouched.Body.GetProperty("name").GetString());
        foreach (var id in new[] { rehearsed, job })
        {
            var drift = (await app.Admin.GetAsync($"customers/resync/{id}/drift"))
                .Expect(HttpStatusCode.OK)
                .Body;
            Assert.Equal(3, drift.GetProperty("customers").GetInt32());
            Assert.Equal(1, drift.GetProperty("made").GetInt32());
            var fields = drift.GetProperty("fields");
            Assert.Equal(1, fields.GetProperty("name").GetInt32());
            Assert.Equal(1, fields.GetProperty("phone").GetInt32());
            Assert.Equal(1, fields.GetProperty("price_list").GetInt32());
        }

        var ended = (await app.Admin.GetAsync($"jobs/{job}")).Body;
        Assert.Equal(
            (7, 3, 2, 2),
            (
                ended.GetProperty("total").GetInt32(),
                ended.GetProperty("succeeded").GetInt32(),
                ended.GetProperty("failed").GetInt32(),
                ended.GetProperty("skipped").GetInt32()
            )
        );
        var csv = (await app.Admin.GetAsync($"customers/resync/{job}/drift.csv")).Expect(
            HttpStatusCode.OK
        );
        Assert.Contains($"3,{drifted},R-2,name", csv.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("9830000002", csv.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(newer, csv.Text, StringComparison.Ordinal);
        var mended = (await app.Admin.CustomerAsync("R-2"))!.Value;
        Assert.Equal("As told", mended.GetProperty("name").GetString());
        Assert.Equal(
            "Newer",
            (await app.Admin.CustomerAsync("R-3"))!.Value.GetProperty("name").GetString()
        );
        Assert.Equal(
            same,
            (await app.Admin.CustomerAsync("R-1"))!.Value.GetProperty("id").GetString()
        );
        Assert.NotNull(await app.Admin.CustomerAsync("R-4"));
        var calm = (await app.Admin.GetAsync($"customers/resync/{again}/drift")).Body;
        Assert.Equal(0, calm.GetProperty("customers").GetInt32());
        var errors = await app.Admin.GetAsync($"jobs/{job}/errors");
        Assert.DoesNotContain("nonsense", errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whom_a_line_cannot_tell_apart_waits_in_quarantine()
    {
        foreach (var _ in new[] { 1, 2 })
            (
                await app.Admin.PostAsync(
                    "customers",
                    new
                    {
                        name = "Twin",
                        kind = "dealer",
                        phone = "9840000001",
                    }
                )
            ).Expect(HttpStatusCode.Created);

        var job = await EndedAsync(Line("R-9", 1, "Which", "9840000001"), "");
        var delivery = $"resync.{job}.1";
        await app.Admin.UntilAsync(delivery, "quarantined");
        await app.Admin.PostAsync(
            $"customer-sync/quarantine/inventory:{delivery}/resolve",
            new { create = true }
        );
        await app.Admin.UntilAsync(delivery, "processed");

        Assert.Equal(
            "Which",
            (await app.Admin.CustomerAsync("R-9"))!.Value.GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task Another_media_type_is_refused_and_another_job_has_no_drift()
    {
        (await app.Admin.PostAsync("customers/resync", "{}")).ExpectProblem(
            415,
            "body.unsupported_media"
        );
        (await app.Admin.GetAsync("customers/resync/J-999999/drift")).ExpectProblem(
            404,
            "job.not_found"
        );
    }

    private async Task<string> MadeAsync(string id, string name, string phone, long version = 5)
    {
        var body = SignedDeliveries.About(
            "customer.created",
            version,
            new
            {
                external_id = id,
                name,
                phone,
            }
        );
        (await app.Process.DeliverAsync($"made-{id}", body)).Expect(HttpStatusCode.Accepted);
        await app.Admin.UntilAsync($"made-{id}", "processed");
        return (await app.Admin.CustomerAsync(id))!.Value.GetProperty("id").GetString()!;
    }

    private static string Line(string external_id, long version, string name, string phone) =>
        JsonSerializer.Serialize(
            new
            {
                external_id,
                version,
                name,
                phone,
            }
        );

    private async Task<string> EndedAsync(string lines, string query)
    {
        using var client = new HttpClient { BaseAddress = app.Process.Address };
        client.DefaultRequestHeaders.Authorization = new("Bearer", app.Admin.Token);
        using var content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var response = await client.PostAsync($"customers/resync{query}", content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, text);
        var id = JsonElement.Parse(text).GetProperty("id").GetString()!;
        for (var i = 0; i < 1_800; i++)
        {
            var job = (await app.Admin.GetAsync($"jobs/{id}")).Body;
            if (
                job.GetProperty("status").GetString()
                is "completed"
                    or "completed_with_errors"
                    or "failed"
            )
                return id;
            await Task.Delay(50);
        }

        throw new Xunit.Sdk.XunitException($"{id} did not end");
    }
}
