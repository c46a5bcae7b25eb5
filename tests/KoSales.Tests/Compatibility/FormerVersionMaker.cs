using System.Net;
using System.Text.Json.Nodes;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Compatibility;

/// <summary>Makes <c>former-{version}.zip</c>; README.md beside it says how and what is in it.</summary>
public sealed class FormerVersionMaker : IAsyncLifetime
{
    private const int CohortLeads = 40;
    private const int PausedRows = 60;
    private const int UnderWayRows = 150;

    private readonly string _data = Directory.CreateTempSubdirectory("kosales-former-").FullName;
    private readonly List<FormerFlow> _flows = [];
    private ClockedApp _app = null!;

    public async Task InitializeAsync() =>
        _app = await ClockedApp.OnAsync(
            _data,
            ClockedApp.Begin,
            ("KoSales__Import__RowsPerChunk", "3")
        );

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [MakerFact]
    public async Task Make()
    {
        await FlowsAsync();
        var cohort = await CohortAsync();
        await BlockedFlowAsync();
        var paused = await PausedImportAsync();
        var (underWay, assignment, work) = await KilledInTheMiddleAsync(cohort);
        FormerApp.Tidy(_data);
        new FormerVersion(
            FormerVersion.Current,
            _app.Now,
            _flows,
            paused,
            underWay,
            assignment,
            work
        ).Pack(_data);
    }

    private async Task FlowsAsync()
    {
        var late = await LeadsAsync(2);
        await _app.AdvanceAsync(TimeSpan.FromMinutes(62));
        foreach (var lead in late)
            await _app.UntilAsync(
                async () => await _app.LevelAsync(lead.Id) == 1,
                "the first level"
            );
        Note(late, FlowStand.Escalated);

        Note(await LeadsAsync(6), FlowStand.AtFirstTask);

        var moved = await LeadsAsync(6);
        foreach (var lead in moved)
            await _app.CompleteAsync(lead.Id, "connected");
        foreach (var lead in moved)
            await _app.UntilStageAsync(lead.Id, "contacted");
        foreach (var lead in moved)
            await _app.UntilAsync(
                async () => await _app.OpenStepsAsync(lead.Id) == "qualify 1",
                "its qualification"
            );
        Note(moved, FlowStand.AtSecondStage);

        var lost = await LeadsAsync(1);
        await _app.CompleteAsync(lost[0].Id, "not_interested");
        await _app.UntilStageAsync(lost[0].Id, "lost");
        await _app.UntilAsync(
            async () => await _app.InstanceAsync($"{PipelineOf(lost[0])}.1") == "Completed",
            "its flow's end"
        );
        Note(lost, FlowStand.Lost);

        await CalledInVainAsync();
        await SuspendedAsync();
    }

    private async Task CalledInVainAsync()
    {
        foreach (var lead in await LeadsAsync(2))
        {
            await _app.CompleteAsync(lead.Id, "no_answer");
            DateTimeOffset? next = null;
            await _app.UntilAsync(
                async () => (next = await NextCheckAsync(lead)) is not null,
                "its next attempt planned"
            );
            _flows.Add(new FormerFlow(lead.Id, PipelineOf(lead), FlowStand.CalledInVain, next));
        }
    }

    private async Task<DateTimeOffset?> NextCheckAsync(Reply lead)
    {
        var flow = (await _app.Client.GetAsync($"pipelines/{PipelineOf(lead)}/flow"))
            .Expect(HttpStatusCode.OK)
            .Body;
        return flow.TryGetProperty("next_check_at", out var at) ? at.GetDateTimeOffset() : null;
    }

    private async Task SuspendedAsync()
    {
        var leads = await LeadsAsync(1);
        var instance = $"{PipelineOf(leads[0])}.1";
        await _app.ControlAsync(instance, "suspend");
        await _app.UntilAsync(
            async () => await _app.InstanceAsync(instance) == "Suspended",
            "suspended"
        );
        await _app.CompleteAsync(leads[0].Id, "connected");
        Note(leads, FlowStand.Suspended);
    }

    /// <summary>Leads that come after it go by the second version of the default pipeline.</summary>
    private async Task BlockedFlowAsync()
    {
        await LeadPipeline.ChangeAsync(
            _app.Client,
            "contacted",
            stage => stage["required_fields"] = new JsonArray("language")
        );
        var leads = await LeadsAsync(1);
        await _app.CompleteAsync(leads[0].Id, "connected");
        var pipeline = $"pipelines/{PipelineOf(leads[0])}";
        await _app.UntilAsync(
            async () =>
                (await _app.Client.GetAsync(pipeline)).Body.TryGetProperty("blocked", out _),
            "blocked"
        );
        Note(leads, FlowStand.Blocked);
    }

    private async Task<string> CohortAsync()
    {
        var job = await _app.BeginImportAsync("cohort-", 7_100_000_000, CohortLeads);
        await _app.Client.UntilEndedAsync(job);
        return await _app.Client.CohortOfAsync(
            "cohort-",
            CohortLeads - FormerApp.BadRows(CohortLeads)
        );
    }

    private async Task<FormerImport> PausedImportAsync()
    {
        var job = await _app.BeginImportAsync("paused-", 7_200_000_000, PausedRows);
        (await _app.Client.PostAsync($"jobs/{job}/pause", null)).Expect(HttpStatusCode.OK);
        using var hub = new HubFile(_data);
        await _app.UntilAsync(
            () =>
                Task.FromResult(
                    hub.Latest(job)
                        .Outcome.CustomStatus?.Contains("paused", StringComparison.Ordinal) == true
                ),
            "its orchestration waiting"
        );
        var (status, _, succeeded, failed, _) = (await _app.JobAsync(job)).Outcome();
        Assert.Equal("paused", status);
        var processed = (int)(succeeded + failed);
        Assert.InRange(processed, 1, PausedRows - 1);
        return new FormerImport(
            job,
            PausedRows,
            processed,
            FormerApp.BadRows(PausedRows),
            "paused-"
        );
    }

    /// <summary>
    /// The batch of an assignment fails and is tried again and again; then an import begins, and the store
    /// is locked, so that its chunks fail
    /// too. The hub is asked over and over until some wait for their time and others are to run, since that
    /// lasts for moments only.
    /// </summary>
    private async Task<(
        FormerImport Import,
        FormerAssignment Assignment,
        HubWork Work
    )> KilledInTheMiddleAsync(string cohort)
    {
        List<string> agents = [];
        for (var weight = 1; weight <= 3; weight++)
            agents.Add(await _app.Client.AgentAsync(new { weight, max_open_leads = 1_000 }));
        using var hub = new HubFile(_data);
        using var fault = new BatchFault(_data);
        var assignment = await _app.BeginAssignmentAsync(cohort, agents);
        await hub.FailedOnceAsync(await hub.ChildAsync(hub.Find("CohortAssignment")[0]));
        var import = await _app.BeginImportAsync("under-way-", 7_300_000_000, UnderWayRows);
        await _app.Client.UntilAsync(import, job => job.GetProperty("processed").GetInt64() > 0);

        using var store = new StoreLock(_data);
        var (_, _, succeeded, failed, _) = (await _app.JobAsync(import)).Outcome();
        await hub.FailedOnceAsync(import);
        while (!IsMixed(hub.Work()))
            await Task.Delay(1);
        await _app.KillAsync();

        var work = hub.Work();
        Assert.True(
            IsMixed(work),
            $"killed too late, try again: {string.Join(", ", work.Activities)}; {string.Join(", ", work.Timers)}"
        );
        var underWay = new FormerImport(
            import,
            UnderWayRows,
            (int)(succeeded + failed),
            FormerApp.BadRows(UnderWayRows),
            "under-way-"
        );
        return (
            underWay,
            new FormerAssignment(
                assignment,
                cohort,
                agents,
                CohortLeads - FormerApp.BadRows(CohortLeads)
            ),
            work
        );
    }

    private static bool IsMixed(HubWork work) =>
        work.Activities.ContainsKey("LeadImportChunk")
        && work.Timers.ContainsKey("CohortAssignmentGroup");

    private async Task<IReadOnlyList<Reply>> LeadsAsync(int count)
    {
        List<Reply> leads = [];
        for (var i = 0; i < count; i++)
            leads.Add(await _app.NewLeadAsync());
        foreach (var lead in leads)
            await _app.UntilAsync(
                async () => await _app.OpenStepsAsync(lead.Id) == "call 1",
                "its first call"
            );
        return leads;
    }

    private void Note(IEnumerable<Reply> leads, FlowStand stand) =>
        _flows.AddRange(
            leads.Select(lead => new FormerFlow(lead.Id, PipelineOf(lead), stand, null))
        );

    private static string PipelineOf(Reply lead) =>
        lead.Body.GetProperty("pipeline_id").GetString()!;
}
