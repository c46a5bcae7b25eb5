using System.Net;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class ImportControlTests(AppFixture app)
{
    private const int Rows = 20_000;

    [Fact]
    public async Task A_paused_import_goes_on_where_it_was()
    {
        var admin = await app.AdminAsync();
        var job = (await admin.ImportAsync(Csv("pause"), Options()))
            .Expect(HttpStatusCode.Accepted)
            .Id;

        var paused = (await admin.PostAsync($"jobs/{job}/pause", null)).Expect(HttpStatusCode.OK);
        Assert.Equal("paused", paused.Body.GetProperty("status").GetString());
        var resumed = (await admin.PostAsync($"jobs/{job}/resume", null)).Expect(HttpStatusCode.OK);
        Assert.Contains(
            resumed.Body.GetProperty("status").GetString(),
            new[] { "running", "queued" }
        );

        Assert.Equal(("completed", Rows, Rows, 0, 0), (await admin.UntilEndedAsync(job)).Outcome());
        (await admin.PostAsync($"jobs/{job}/pause", null)).ExpectProblem(409, "job.ended");
    }

    [Fact]
    public async Task A_cancelled_import_keeps_exactly_what_it_counted()
    {
        var admin = await app.AdminAsync();
        var job = (await admin.ImportAsync(Csv("cancel"), Options()))
            .Expect(HttpStatusCode.Accepted)
            .Id;
        await admin.UntilAsync(job, state => state.GetProperty("processed").GetInt64() > 0);

        (await admin.PostAsync($"jobs/{job}/cancel", null)).Expect(HttpStatusCode.OK);
        var end = await admin.UntilEndedAsync(job);

        Assert.Equal("cancelled", end.GetProperty("status").GetString());
        Assert.Equal(
            end.GetProperty("succeeded").GetInt64(),
            await admin.CountLeadsAsync("external_ref[prefix]=cancel-")
        );
        Assert.InRange(end.GetProperty("processed").GetInt64(), 1, Rows - 1);
    }

    private static object Options() =>
        new
        {
            mapping = new Dictionary<string, string> { ["Ref"] = "external_ref" },
            defaults = new { kind = "farmer" },
        };

    private static string Csv(string prefix) =>
        "Ref\n" + string.Join('\n', Enumerable.Range(0, Rows).Select(i => $"{prefix}-{i}"));
}
