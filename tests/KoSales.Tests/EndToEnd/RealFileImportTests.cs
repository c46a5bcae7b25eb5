using System.Net;

namespace KoSales.Tests.EndToEnd;

/// <summary>The real file with the options that the how-to gives for it.</summary>
[Collection(AppCollection.Name)]
public sealed class RealFileImportTests(AppFixture app)
{
    private const int Rows = 9240;

    [SkippableFact]
    public async Task The_x_education_leads_are_all_accounted_for_and_skipped_the_second_time()
    {
        var file = Solution.PathOf("..", "shared", "data", "x-education-leads.csv");
        Skip.IfNot(File.Exists(file), "shared/data/x-education-leads.csv is not here");
        var admin = await app.AdminAsync();
        await DefineFieldsAsync(admin);
        var csv = await File.ReadAllBytesAsync(file);

        var first = await admin.UntilEndedAsync(
            (await admin.ImportAsync(csv, Options())).Expect(HttpStatusCode.Accepted).Id
        );
        var second = await admin.UntilEndedAsync((await admin.ImportAsync(csv, Options())).Id);

        Assert.Equal(("completed", Rows, Rows, 0, 0), first.Outcome());
        Assert.Equal(("completed", Rows, 0, 0, Rows), second.Outcome());
        Assert.Equal(
            Rows,
            await admin.CountLeadsAsync("custom.total_visits[exists]=true")
                + await admin.CountLeadsAsync(
                    "custom.total_visits[exists]=false&source.medium[exists]=true"
                )
        );
        Assert.Equal(6492, await admin.CountLeadsAsync("custom.country=India"));
        Assert.Equal(
            2873,
            await admin.CountLeadsAsync("source.channel=google&custom.seconds_on_site[exists]=true")
        );
    }

    private static async Task DefineFieldsAsync(AppClient admin)
    {
        foreach (var key in new[] { "country", "last_activity", "occupation", "remark", "quality" })
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = key,
                    type = "text",
                }
            );
        foreach (var key in new[] { "total_visits", "seconds_on_site", "pages_per_visit" })
            await admin.PostAsync(
                "custom-fields",
                new
                {
                    entity = "lead",
                    key,
                    name = key,
                    type = "number",
                }
            );
    }

    // The JSON block of the how-to, on one line as a header needs it.
    private static string Options()
    {
        var howTo = File.ReadAllText(Solution.PathOf("docs", "howto-import.md"));
        var from = howTo.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        return howTo[from..howTo.IndexOf("```", from, StringComparison.Ordinal)]
            .ReplaceLineEndings(" ")
            .Trim();
    }
}
