using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Compatibility;

/// <summary>What makers and tests of former versions do with a clocked app.</summary>
internal static class FormerApp
{
    /// <summary>Rows whose number ends so have a phone that cannot be taken.</summary>
    private const int BadEvery = 20;

    public static Task UntilStageAsync(this ClockedApp app, string lead, string stage) =>
        app.UntilAsync(
            async () => Text((await app.Client.GetAsync($"leads/{lead}")).Body, "stage") == stage,
            $"{lead} at {stage}"
        );

    public static async Task CompleteAsync(this ClockedApp app, string lead, string outcome)
    {
        var task = Assert.Single(await FlowCalls.TasksAsync(app.Client, lead, "?status=pending"));
        (await app.Client.PostAsync($"tasks/{Text(task, "id")}/complete", new { outcome })).Expect(
            HttpStatusCode.OK
        );
    }

    /// <summary>The step keys of the lead's open tasks with their attempts: <c>call 2</c>.</summary>
    public static async Task<string> OpenStepsAsync(this ClockedApp app, string lead)
    {
        var open = await FlowCalls.TasksAsync(app.Client, lead, "?status=pending");
        return string.Join(
            ", ",
            open.Select(t => $"{Text(t, "step_key")} {t.GetProperty("attempt").GetInt32()}")
        );
    }

    public static async Task<int> LevelAsync(this ClockedApp app, string lead)
    {
        var task = await FlowCalls.OnlyTaskAsync(app.Client, lead);
        return task.TryGetProperty("escalation", out var escalation)
            ? escalation.GetProperty("level").GetInt32()
            : 0;
    }

    /// <summary>The instance's status as the host tells it; null when there is none.</summary>
    public static async Task<string?> InstanceAsync(this ClockedApp app, string id)
    {
        var reply = await app.Client.GetAsync(Management($"instances/{id}"));
        return reply.Status == HttpStatusCode.NotFound ? null : Text(reply.Body, "runtimeStatus");
    }

    /// <summary>Tells an instance something by the host's management API.</summary>
    /// <param name="what"><c>suspend</c>, <c>resume</c>, <c>raiseEvent/Name</c></param>
    public static async Task ControlAsync(this ClockedApp app, string id, string what) =>
        (await app.Client.PostAsync(Management($"instances/{id}/{what}"), null)).Expect(
            HttpStatusCode.Accepted
        );

    /// <summary>All instances that have not ended: ids by name.</summary>
    public static async Task<ILookup<string, string>> OpenInstancesAsync(this ClockedApp app)
    {
        var query = Management(
            "instances?top=10000&showInput=false&runtimeStatus=Pending,Running,Suspended,ContinuedAsNew"
        );
        var open = (await app.Client.GetAsync(query)).Expect(HttpStatusCode.OK).Body;
        return open.EnumerateArray().ToLookup(i => Text(i, "name"), i => Text(i, "instanceId"));
    }

    /// <summary>Begins to import made-up farmers; the job's id.</summary>
    public static async Task<string> BeginImportAsync(
        this ClockedApp app,
        string prefix,
        long firstPhone,
        int rows
    )
    {
        var csv = new StringBuilder("Phone,Ref,Campaign\n");
        for (var i = 0; i < rows; i++)
        {
            var phone = i % BadEvery == BadEvery - 1 ? 123 : firstPhone + i;
            csv.Append(CultureInfo.InvariantCulture, $"{phone},{prefix}{i},{prefix}\n");
        }

        var mapping = new Dictionary<string, string>
        {
            ["Phone"] = "phone",
            ["Ref"] = "external_ref",
            ["Campaign"] = "source.campaign",
        };
        var begun = await app.Client.ImportAsync(
            csv.ToString(),
            new { mapping, defaults = new { kind = "farmer" } }
        );
        return begun.Expect(HttpStatusCode.Accepted).Id;
    }

    public static int BadRows(int rows) => rows / BadEvery;

    public static async Task<JsonElement> JobAsync(this ClockedApp app, string job) =>
        (await app.Client.GetAsync($"jobs/{job}")).Expect(HttpStatusCode.OK).Body;

    /// <summary>The job once it has ended. Time passes meanwhile: a step that fails at first, as on a busy
    /// machine, is tried again by a clock that stands still otherwise.</summary>
    /// <param name="path">Such as <c>jobs/IMP-1</c>.</param>
    public static async Task<JsonElement> EndedAsync(this ClockedApp app, string path)
    {
        JsonElement job = default;
        await app.UntilAsync(
            async () =>
            {
                job = (await app.Client.GetAsync(path)).Expect(HttpStatusCode.OK).Body;
                return job.GetProperty("status").GetString()
                    is "completed"
                        or "completed_with_errors"
                        or "failed"
                        or "cancelled";
            },
            $"the end of {path}"
        );
        return job;
    }

    /// <summary>Begins to hand out a cohort; the job's id.</summary>
    public static async Task<string> BeginAssignmentAsync(
        this ClockedApp app,
        string cohort,
        IEnumerable<string> agents
    )
    {
        var body = new
        {
            agents = agents.Select(a => new { agent_id = a }),
            scope = "unassigned",
            dry_run = false,
        };
        return (await app.Client.PostAsync($"cohorts/{cohort}/assign", body))
            .Expect(HttpStatusCode.Accepted)
            .Id;
    }

    /// <summary>Moves what stands in the write-ahead logs of a killed app into its files.</summary>
    public static void Tidy(string data)
    {
        foreach (var path in Directory.EnumerateFiles(data, "*.db"))
        {
            using var file = new SqliteFile(path);
            Assert.Equal(
                0,
                file.Read("PRAGMA wal_checkpoint(TRUNCATE)", row => row.GetInt32(0))[0]
            );
        }
    }

    private static string Management(string path) => $"/runtime/webhooks/durabletask/{path}";

    private static string Text(JsonElement json, string member) =>
        json.GetProperty(member).GetString()!;
}
