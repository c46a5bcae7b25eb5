using System.Net;

namespace KoSales.Tests.EndToEnd;

[Collection(AppCollection.Name)]
public sealed class WorkflowApiTests(AppFixture app)
{
    [Fact]
    public async Task A_workflow_is_drafted_edited_and_published_over_http()
    {
        var admin = await app.AdminAsync();
        object[] stages =
        [
            new
            {
                key = "new",
                name = "New",
                allowed_next = new[] { "won", "lost" },
            },
            new
            {
                key = "won",
                name = "Won",
                type = "won",
            },
            new
            {
                key = "lost",
                name = "Lost",
                type = "lost",
            },
        ];
        var draft = (
            await admin.PostAsync(
                "pipeline-workflows",
                new
                {
                    kind = "deal",
                    name = "Quick deals",
                    stages,
                }
            )
        ).Expect(HttpStatusCode.Created);
        Assert.Equal(
            ("draft", 0),
            (
                draft.Body.GetProperty("status").GetString(),
                draft.Body.GetProperty("workflow_version").GetInt32()
            )
        );
        (
            await admin.PatchAsync($"pipeline-workflows/{draft.Id}", new { name = "Quick" }, null)
        ).Expect((HttpStatusCode)428);
        var edited = (
            await admin.PatchAsync(
                $"pipeline-workflows/{draft.Id}",
                new { name = "Quick" },
                draft.ETag
            )
        ).Expect(HttpStatusCode.OK);
        (
            await admin.PatchAsync(
                $"pipeline-workflows/{draft.Id}",
                new { name = "Late" },
                draft.ETag
            )
        ).ExpectProblem(412, "if_match.stale");
        Assert.Equal("Quick", edited.Body.GetProperty("name").GetString());
        (await admin.PostAsync($"pipeline-workflows/{draft.Id}/publish", null)).Expect(
            HttpStatusCode.OK
        );
        Assert.Equal(
            1,
            (await admin.GetAsync($"pipeline-workflows/{draft.Id}?workflow_version=1"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("workflow_version")
                .GetInt32()
        );
        (await admin.GetAsync($"pipeline-workflows/{draft.Id}?workflow_version=x")).ExpectProblem(
            400,
            "query.bad_value"
        );
        (await admin.GetAsync($"pipeline-workflows/{draft.Id}?workflow_version=7")).ExpectProblem(
            404,
            "workflow_version.not_found"
        );
        (await admin.DeleteAsync($"pipeline-workflows/{draft.Id}")).ExpectProblem(
            409,
            "workflow.was_published"
        );
        (await admin.PostAsync($"pipeline-workflows/{draft.Id}/retire", null)).Expect(
            HttpStatusCode.OK
        );
        (
            await admin.PostAsync(
                "pipeline-workflows",
                new
                {
                    kind = "herd",
                    name = "",
                    stages = new[] { new { key = "Ü", name = "x" } },
                }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Running_pipelines_are_migrated_by_a_job()
    {
        var admin = await app.AdminAsync();
        object Stage(string key, string type, params string[] next) =>
            new
            {
                key,
                name = key,
                type,
                allowed_next = next,
            };
        var draft = (
            await admin.PostAsync(
                "pipeline-workflows",
                new
                {
                    kind = "lead",
                    name = "Short",
                    stages = new[]
                    {
                        Stage("new", "open", "won", "lost"),
                        Stage("won", "won"),
                        Stage("lost", "lost"),
                    },
                }
            )
        ).Expect(HttpStatusCode.Created);
        (await admin.PostAsync($"pipeline-workflows/{draft.Id}/publish", null)).Expect(
            HttpStatusCode.OK
        );
        var edit = new
        {
            stages = new[]
            {
                Stage("fresh", "open", "won", "lost"),
                Stage("won", "won"),
                Stage("lost", "lost"),
            },
        };
        (
            await admin.PatchAsync(
                $"pipeline-workflows/{draft.Id}",
                edit,
                (await admin.GetAsync($"pipeline-workflows/{draft.Id}")).ETag
            )
        ).Expect(HttpStatusCode.OK);
        (await admin.PostAsync($"pipeline-workflows/{draft.Id}/publish", null)).Expect(
            HttpStatusCode.OK
        );
        var body = new
        {
            from_version = 1,
            to_version = 2,
            stage_map = new { @new = "fresh" },
        };
        Assert.Equal(
            0,
            (await admin.PostAsync($"pipeline-workflows/{draft.Id}/migrate?dry_run=true", body))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("total")
                .GetInt32()
        );
        var job = (await admin.PostAsync($"pipeline-workflows/{draft.Id}/migrate", body)).Expect(
            HttpStatusCode.Accepted
        );
        var ended = await admin.UntilEndedAsync(job.Id);
        Assert.Equal("completed", ended.GetProperty("status").GetString());
        (
            await admin.PostAsync(
                $"pipeline-workflows/{draft.Id}/migrate",
                new { from_version = 0, stage_map = new { @new = 5 } }
            )
        ).Expect(HttpStatusCode.UnprocessableEntity);
    }
}
