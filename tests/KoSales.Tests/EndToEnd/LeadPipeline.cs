using System.Net;
using System.Text.Json.Nodes;

namespace KoSales.Tests.EndToEnd;

/// <summary>Publishes the default lead pipeline with a changed stage; leads that come after go by it.</summary>
internal static class LeadPipeline
{
    public static JsonNode Guard(string filter) => JsonNode.Parse(filter)!;

    public static async Task ChangeAsync(AppClient client, string stage, Action<JsonObject> change)
    {
        var workflow = (await client.GetAsync("pipeline-workflows?kind=lead"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")[0];
        var id = workflow.GetProperty("id").GetString();
        var stages = JsonNode.Parse(workflow.GetProperty("stages").GetRawText())!.AsArray();
        change(stages.Single(s => (string?)s!["key"] == stage)!.AsObject());
        (
            await client.ChangeAsync(
                $"pipeline-workflows/{id}",
                new JsonObject { ["stages"] = stages.DeepClone() }.ToJsonString()
            )
        ).Expect(HttpStatusCode.OK);
        (await client.PostAsync($"pipeline-workflows/{id}/publish", null)).Expect(
            HttpStatusCode.OK
        );
    }
}
