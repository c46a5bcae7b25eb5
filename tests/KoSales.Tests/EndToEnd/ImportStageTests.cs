using System.Net;
using System.Text.Json;

namespace KoSales.Tests.EndToEnd;

/// <summary>Leads that had come somewhere in another system start there.</summary>
[Collection(AppCollection.Name)]
public sealed class ImportStageTests(AppFixture app)
{
    private readonly string _mark = "m" + Guid.NewGuid().ToString("N")[..12];

    [Fact]
    public async Task A_lead_starts_at_the_stage_of_its_row_by_key_or_name()
    {
        var job = await RunAsync("1,qualified,\n2,Contacted,\n3,,\n");

        Assert.Equal(("completed", 3, 3, 0, 0), job.Outcome());
        var qualified = await LeadAsync("1");
        Assert.Equal(("qualified", "open"), (Text(qualified, "stage"), Text(qualified, "status")));
        var pipeline = await PipelineAsync(qualified);
        Assert.Equal(
            ("qualified", "open", Text(qualified, "created_at")),
            (Text(pipeline, "stage"), Text(pipeline, "status"), Text(pipeline, "stage_entered_at"))
        );
        Assert.Equal("qualified", Text(Assert.Single(Visits(pipeline)), "stage"));
        Assert.Equal("contacted", Text(await LeadAsync("2"), "stage"));
        Assert.Equal("new", Text(await LeadAsync("3"), "stage"));
    }

    [Fact]
    public async Task It_has_the_tasks_of_that_stage_and_no_others()
    {
        await RunAsync("1,contacted,\n");

        var lead = await LeadAsync("1");
        var tasks = (await (await app.AdminAsync()).GetAsync($"leads/{Text(lead, "id")}/tasks"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.NotEmpty(tasks.EnumerateArray());
        Assert.All(tasks.EnumerateArray(), t => Assert.Equal("contacted", Text(t, "stage")));
    }

    [Fact]
    public async Task What_has_ended_is_ended_and_a_loss_has_its_reason()
    {
        var job = await RunAsync("1,Converted,\n2,LOST,Bought elsewhere\n3,junk,Wrong number\n");

        Assert.Equal(("completed", 3, 3, 0, 0), job.Outcome());
        var (won, lost, junk) = (await LeadAsync("1"), await LeadAsync("2"), await LeadAsync("3"));
        Assert.Equal(
            ("converted", "lost", "junk"),
            (Text(won, "status"), Text(lost, "status"), Text(junk, "status"))
        );
        Assert.Equal("Bought elsewhere", Text(lost, "lost_reason"));
        var ended = await PipelineAsync(lost);
        Assert.Equal(
            ("lost", "Bought elsewhere"),
            (Text(ended, "status"), Text(Visits(ended).Single(), "reason"))
        );
        Assert.Equal("won", Text(await PipelineAsync(won), "status"));
        (
            await (await app.AdminAsync()).PostAsync(
                $"leads/{Text(lost, "id")}/reopen",
                new { reason = "Came back" }
            )
        ).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&dry_run=true")]
    public async Task A_stage_that_there_is_not_and_a_loss_without_a_reason_refuse_the_row(
        string query
    )
    {
        var job = await RunAsync("1,closing,\n2,lost,\n3,new,\n", query: query);

        Assert.Equal(("completed_with_errors", 3, 1, 2, 0), job.Outcome());
        Assert.Equal(
            [("import.unknown_stage", "Stage"), ("import.lost_without_reason", "Why")],
            job.GetProperty("first_errors")
                .EnumerateArray()
                .Select(e => (Text(e, "code"), Text(e, "column")))
        );
        var errors = await (await app.AdminAsync()).GetAsync($"jobs/{Text(job, "id")}/errors");
        Assert.Contains("import.unknown_stage", errors.Text, StringComparison.Ordinal);
        Assert.Contains("new, contacted, qualified", errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_are_those_of_the_workflow_on_which_the_lead_starts()
    {
        var admin = await app.AdminAsync();
        var workflow = await SecondWorkflowTests.PublishedAsync(admin);

        var job = await RunAsync("1,Second,\n2,qualified,\n", workflow: workflow);

        Assert.Equal(("completed_with_errors", 2, 1, 1, 0), job.Outcome());
        Assert.Equal(workflow, Text(await PipelineAsync(await LeadAsync("1")), "workflow_id"));
        Assert.Equal("second", Text(await LeadAsync("1"), "stage"));
    }

    [Fact]
    public async Task The_words_of_the_file_are_translated_first()
    {
        var job = await RunAsync(
            "1,Hot,\n",
            valueMap: new Dictionary<string, object>
            {
                ["stage"] = new Dictionary<string, string> { ["hot"] = "qualified" },
            }
        );

        Assert.Equal(("completed", 1, 1, 0, 0), job.Outcome());
        Assert.Equal("qualified", Text(await LeadAsync("1"), "stage"));
    }

    [Fact]
    public async Task Without_a_pipeline_there_is_no_stage()
    {
        var refused = await (await app.AdminAsync()).ImportAsync(
            "Ref,Stage,Why\n1,new,\n",
            new { mapping = Mapping, start_pipeline = false }
        );

        refused.ExpectProblem(422, "import.stage_without_pipeline");
        Assert.Contains("/mapping/Stage", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stage")]
    [InlineData("Lead Stage")]
    [InlineData("Status")]
    public async Task Columns_of_stages_are_known(string column)
    {
        var suggested = await (await app.AdminAsync()).PostAsync(
            "leads/import/suggest",
            new { columns = new[] { "Name", column, "Lost Reason" } }
        );

        var mapping = suggested.Expect(HttpStatusCode.OK).Body.GetProperty("mapping");
        Assert.Equal(
            ("stage", "lost_reason"),
            (Text(mapping, column), Text(mapping, "Lost Reason"))
        );
    }

    private static readonly Dictionary<string, string> Mapping = new()
    {
        ["Ref"] = "external_ref",
        ["Stage"] = "stage",
        ["Why"] = "lost_reason",
    };

    private async Task<JsonElement> RunAsync(
        string rows,
        string? workflow = null,
        Dictionary<string, object>? valueMap = null,
        string query = ""
    )
    {
        var admin = await app.AdminAsync();
        var marked = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(r => $"{_mark}-{r}\n");
        var options = new Dictionary<string, object?>
        {
            ["mapping"] = Mapping,
            ["defaults"] = new { kind = "farmer" },
        };
        if (workflow is not null)
            options["workflow_id"] = workflow;
        if (valueMap is not null)
            options["value_map"] = valueMap;
        var job = (
            await admin.ImportAsync("Ref,Stage,Why\n" + string.Concat(marked), options, query)
        ).Expect(HttpStatusCode.Accepted);
        return await admin.UntilEndedAsync(job.Id);
    }

    private async Task<JsonElement> LeadAsync(string number)
    {
        var found = await (await app.AdminAsync()).GetAsync($"leads?external_ref={_mark}-{number}");
        return Assert.Single(
            found.Expect(HttpStatusCode.OK).Body.GetProperty("data").EnumerateArray()
        );
    }

    private async Task<JsonElement> PipelineAsync(JsonElement lead) =>
        (await (await app.AdminAsync()).GetAsync($"pipelines/{Text(lead, "pipeline_id")}"))
            .Expect(HttpStatusCode.OK)
            .Body;

    private static IEnumerable<JsonElement> Visits(JsonElement pipeline) =>
        pipeline.GetProperty("history").EnumerateArray();

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString()!;
}
