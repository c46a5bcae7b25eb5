using System.Net;
using System.Text.Json;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Compatibility;

/// <summary>
/// The app of today on the data folder of a released version that was killed with work under way. README.md
/// says what lies in it.
/// </summary>
public sealed class FormerVersionTests
{
    public static TheoryData<string> Versions => [.. FormerVersion.All];

    /// <summary>What the other tests rest on: the hub has activities, messages and timers of all that was
    /// under way.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public void It_was_killed_with_work_under_way(string version)
    {
        var folder = Directory.CreateTempSubdirectory("kosales-former-");
        var former = FormerVersion.Unpack(version, folder.FullName);
        HubWork work;
        using (var hub = new HubFile(folder.FullName))
            work = hub.Work();
        folder.Delete(recursive: true);

        Assert.Equivalent(former.Hub, work, strict: true);
        Assert.Contains("LeadImportChunk", work.Activities.Keys);
        Assert.Contains("StageFlow", work.Messages.Keys);
        string[] waiting = ["CohortAssignmentGroup", "LeadImportOrchestration", "StageFlow"];
        Assert.Equal(waiting, work.Timers.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Flows_go_on_from_the_stage_where_they_were(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        var (app, former) = (site.App, site.Former);

        foreach (var flow in former.FlowsThat(FlowStand.AtFirstTask))
            await app.CompleteAsync(flow.LeadId, "connected");
        foreach (var flow in former.FlowsThat(FlowStand.AtSecondStage))
            await app.CompleteAsync(flow.LeadId, "qualified");

        foreach (var flow in former.FlowsThat(FlowStand.AtFirstTask))
            await AssertAtAsync(app, flow, visit: 2, "contacted", "qualify 1");
        foreach (var flow in former.FlowsThat(FlowStand.AtSecondStage))
            await AssertAtAsync(app, flow, visit: 3, "qualified", "convert 1");
        foreach (var flow in former.FlowsThat(FlowStand.Lost))
        {
            Assert.Equal("Completed", await app.InstanceAsync($"{flow.PipelineId}.1"));
            Assert.Equal("", await app.OpenStepsAsync(flow.LeadId));
        }
    }

    /// <summary>Lists show <c>Ramesh P.</c>, and 0.1.0 kept no words of names.</summary>
    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Leads_are_found_by_a_word_of_their_name_that_lists_do_not_show(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        string[] leads = [.. site.Former.Flows.Select(f => f.LeadId).Order()];

        await site.App.UntilAsync(
            async () => (await FoundAsync(site.App, "patel")).Order().SequenceEqual(leads),
            "every lead found by its surname"
        );

        Assert.Empty(await FoundAsync(site.App, "verma"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_suspended_flow_takes_what_came_meanwhile_when_it_is_resumed(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        var flow = Assert.Single(site.Former.FlowsThat(FlowStand.Suspended));
        Assert.Equal("Suspended", await site.App.InstanceAsync($"{flow.PipelineId}.1"));
        Assert.Equal("", await site.App.OpenStepsAsync(flow.LeadId));

        await site.App.ControlAsync($"{flow.PipelineId}.1", "resume");

        await AssertAtAsync(site.App, flow, visit: 2, "contacted", "qualify 1");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_blocked_flow_goes_on_when_the_missing_field_arrives(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        var flow = Assert.Single(site.Former.FlowsThat(FlowStand.Blocked));
        var lead = await site.App.Client.GetAsync($"leads/{flow.LeadId}");
        Assert.Equal("new", lead.Body.GetProperty("stage").GetString());

        (await site.App.Client.ChangeAsync($"leads/{flow.LeadId}", new { language = "hi" })).Expect(
            HttpStatusCode.OK
        );

        await AssertAtAsync(site.App, flow, visit: 2, "contacted", "qualify 1");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task What_was_planned_happens_at_its_time_and_once(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        var (app, former) = (site.App, site.Former);
        FormerFlow[] planned = [.. former.FlowsThat(FlowStand.CalledInVain)];

        await app.AdvanceToAsync(planned.Min(f => f.NextCheckAt!.Value) - TimeSpan.FromMinutes(20));
        foreach (var flow in former.FlowsThat(FlowStand.Escalated))
            await app.UntilAsync(
                async () => await app.LevelAsync(flow.LeadId) == 2,
                $"{flow.LeadId} at the second level"
            );
        foreach (var flow in former.FlowsThat(FlowStand.AtFirstTask))
            await app.UntilAsync(
                async () => await app.LevelAsync(flow.LeadId) == 1,
                $"{flow.LeadId} at the first level"
            );
        foreach (var flow in planned)
            Assert.Equal("", await app.OpenStepsAsync(flow.LeadId));

        await app.AdvanceToAsync(planned.Max(f => f.NextCheckAt!.Value));
        foreach (var flow in planned)
        {
            await app.UntilAsync(
                async () => await app.OpenStepsAsync(flow.LeadId) == "call 2",
                $"{flow.LeadId} called again"
            );
            Assert.Equal(2, (await FlowCalls.TasksAsync(app.Client, flow.LeadId)).Count);
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_paused_import_waits_until_it_is_resumed_and_ends_with_exact_counts(
        string version
    )
    {
        await using var site = await FormerSite.OpenAsync(version);
        var (app, import) = (site.App, site.Former.Paused);
        await app.AdvanceAsync(TimeSpan.FromMinutes(3));
        var (status, _, succeeded, failed, _) = (await app.JobAsync(import.JobId)).Outcome();
        Assert.Equal(("paused", import.Processed), (status, succeeded + failed));

        (await app.Client.PostAsync($"jobs/{import.JobId}/resume", null)).Expect(HttpStatusCode.OK);

        await AssertImportedAsync(app, import);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_import_under_way_ends_by_itself_with_exact_counts(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        await AssertImportedAsync(site.App, site.Former.UnderWay);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task An_assignment_under_way_gives_every_lead_once_and_every_quota_exactly(
        string version
    )
    {
        await using var site = await FormerSite.OpenAsync(version);
        var assignment = site.Former.Assignment;

        var job = await site.App.EndedAsync($"cohort-assignment-jobs/{assignment.JobId}");

        var client = site.App.Client;

        Assert.Equal("completed", job.GetProperty("status").GetString());
        Assert.Equal(
            (assignment.Leads, assignment.Leads, 0),
            (Number(job, "total"), Number(job, "assigned"), Number(job, "failed"))
        );
        Assert.Equal(
            assignment.AgentIds,
            job.GetProperty("agents")
                .EnumerateArray()
                .Select(a => a.GetProperty("agent_id").GetString())
                .Order()
        );
        Assert.Equal(
            assignment.Leads,
            job.GetProperty("agents").EnumerateArray().Sum(a => Number(a, "quota"))
        );
        foreach (var agent in job.GetProperty("agents").EnumerateArray())
            await AssertQuotaAsync(client, agent);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Nothing_is_left_in_the_hub_that_never_ends(string version)
    {
        await using var site = await FormerSite.OpenAsync(version);
        var (app, former) = (site.App, site.Former);
        foreach (var flow in former.FlowsThat(FlowStand.Suspended))
            await app.ControlAsync($"{flow.PipelineId}.1", "resume");
        (await app.Client.PostAsync($"jobs/{former.Paused.JobId}/cancel", null)).Expect(
            HttpStatusCode.OK
        );
        var assignment = $"cohort-assignment-jobs/{former.Assignment.JobId}";
        await app.UntilAsync(
            async () =>
                (await app.Client.GetAsync(assignment)).Body.GetProperty("status").GetString()
                == "completed",
            "the assignment completed"
        );
        await app.EndedAsync($"jobs/{former.UnderWay.JobId}");
        await app.UntilAsync(
            async () => (await app.OpenInstancesAsync()).All(open => open.Key == "StageFlow"),
            "only flows of leads are left"
        );

        await LoseAllAsync(app);

        await app.UntilAsync(
            async () => (await app.OpenInstancesAsync()).Count == 0,
            "all flows ended"
        );
        await app.UntilAsync(
            () => Task.FromResult(site.OpenWork() == 0),
            "no message and no activity left"
        );
        Assert.Empty(site.Timers());
    }

    private static async Task AssertAtAsync(
        ClockedApp app,
        FormerFlow flow,
        int visit,
        string stage,
        string openSteps
    )
    {
        await app.UntilStageAsync(flow.LeadId, stage);
        await app.UntilAsync(
            async () => await app.OpenStepsAsync(flow.LeadId) == openSteps,
            $"{flow.LeadId} with {openSteps}"
        );
        await UntilInstanceAsync(app, $"{flow.PipelineId}.{visit - 1}", "Completed");
        await UntilInstanceAsync(app, $"{flow.PipelineId}.{visit}", "Running");
    }

    private static async Task<IEnumerable<string>> FoundAsync(ClockedApp app, string word) =>
        (await app.Client.GetAsync($"search?q={word}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data")
            .EnumerateArray()
            .Select(h => h.GetProperty("id").GetString()!);

    private static Task UntilInstanceAsync(ClockedApp app, string id, string status) =>
        app.UntilAsync(async () => await app.InstanceAsync(id) == status, $"{id} {status}");

    private static async Task AssertImportedAsync(ClockedApp app, FormerImport import)
    {
        var end = await app.EndedAsync($"jobs/{import.JobId}");
        var good = import.Rows - import.Bad;
        Assert.Equal(("completed_with_errors", import.Rows, good, import.Bad, 0), end.Outcome());
        Assert.Equal(
            good,
            await app.Client.CountLeadsAsync($"external_ref[prefix]={import.Prefix}")
        );
        var errors = (await app.Client.GetAsync($"jobs/{import.JobId}/errors"))
            .Expect(HttpStatusCode.OK)
            .Text;
        Assert.Equal(
            import.Bad,
            errors.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length - 1
        );
    }

    private static async Task AssertQuotaAsync(AppClient client, JsonElement agent)
    {
        var (id, quota) = (agent.GetProperty("agent_id").GetString()!, Number(agent, "quota"));
        Assert.Equal(quota, Number(agent, "assigned"));
        var leads = (await client.GetAsync($"leads?limit=100&owner_id={id}"))
            .Expect(HttpStatusCode.OK)
            .Body.GetProperty("data");
        Assert.Equal(quota, leads.GetArrayLength());
        Assert.Equal(
            quota,
            Number((await client.GetAsync($"agents/{id}")).Body.GetProperty("load"), "open_leads")
        );
        foreach (var lead in leads.EnumerateArray())
        {
            var timeline = await client.GetAsync(
                $"leads/{lead.GetProperty("id").GetString()}/timeline"
            );
            var entries = timeline.Expect(HttpStatusCode.OK).Body.GetProperty("data");
            Assert.Single(
                entries.EnumerateArray(),
                e => e.GetProperty("kind").GetString() == "assigned"
            );
        }
    }

    private static async Task LoseAllAsync(ClockedApp app)
    {
        for (var left = -1; left != 0; )
        {
            var page = (await app.Client.GetAsync("leads?limit=100&status=open"))
                .Expect(HttpStatusCode.OK)
                .Body.GetProperty("data");
            left = page.GetArrayLength();
            foreach (var lead in page.EnumerateArray())
                (
                    await app.Client.PostAsync(
                        $"leads/{lead.GetProperty("id").GetString()}/lose",
                        new { reason = "no_response" }
                    )
                ).Expect(HttpStatusCode.OK);
        }
    }

    private static long Number(JsonElement element, string name) =>
        element.GetProperty(name).GetInt64();

    /// <summary>A copy of a former version's data folder, and the app of today at work on it from the
    /// moment at which the former one was killed.</summary>
    private sealed class FormerSite : IAsyncDisposable
    {
        private readonly string _data;

        private FormerSite(string data, FormerVersion former, ClockedApp app) =>
            (_data, Former, App) = (data, former, app);

        public FormerVersion Former { get; }

        public ClockedApp App { get; }

        public static async Task<FormerSite> OpenAsync(string version)
        {
            var data = Directory.CreateTempSubdirectory("kosales-former-").FullName;
            var former = FormerVersion.Unpack(version, data);
            return new FormerSite(data, former, await ClockedApp.OnAsync(data, former.At));
        }

        public long OpenWork()
        {
            using var hub = new HubFile(_data);
            return hub.Open();
        }

        public IReadOnlyDictionary<string, int> Timers()
        {
            using var hub = new HubFile(_data);
            return hub.Work().Timers;
        }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            Directory.Delete(_data, recursive: true);
        }
    }
}
