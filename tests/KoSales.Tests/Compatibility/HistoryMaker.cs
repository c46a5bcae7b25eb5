using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Exports.Running;
using KoSales.Functions.Flows.Stages;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Pipelines.Migration;
using KoSales.Tests.EndToEnd;

namespace KoSales.Tests.Compatibility;

/// <summary>Records the histories that later versions must be able to replay, from the app as it is;
/// README.md says how.</summary>
public sealed class HistoryMaker : IAsyncLifetime
{
    private const string LongImport = "long-";

    /// <summary>Enough for three batches of an assignment, of which two run at once.</summary>
    private const int LongImportRows = 4_500;

    private readonly string _data = Directory.CreateTempSubdirectory("kosales-histories-").FullName;
    private ClockedApp _app = null!;
    private HubFile _hub = null!;

    public async Task InitializeAsync()
    {
        _app = await ClockedApp.OnAsync(
            _data,
            ClockedApp.Begin,
            ("KoSales__Import__RowsPerChunk", "3")
        );
        _hub = new HubFile(_data);
        _hub.KeepGenerations();
    }

    public async Task DisposeAsync()
    {
        _hub.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [MakerFact]
    public async Task Record()
    {
        await StageFlowsAsync();
        await ImportsAsync();
        await ExportAsync();
        await CohortAsync();
        await MigrationAsync();
        await ReconcileAsync();
        await FailuresAsync();
    }

    private async Task StageFlowsAsync()
    {
        var moved = await LeadAsync();
        await _app.CompleteAsync(moved.Lead, "connected");
        await EndedAsync(moved.Flow);
        Save(_hub.Latest(moved.Flow), nameof(StageFlow), "moved-on");

        await EscalatedAsync();
        await CalledAgainAsync();
        await SuspendedAsync();
        await ManyRoundsAsync();
    }

    private async Task EscalatedAsync()
    {
        var late = await LeadAsync();
        for (var level = 1; level <= 2; level++)
        {
            await _app.AdvanceAsync(TimeSpan.FromMinutes(62));
            await _app.UntilAsync(
                async () => await _app.LevelAsync(late.Lead) == level,
                $"level {level}"
            );
        }

        await _app.CompleteAsync(late.Lead, "not_interested");
        await EndedAsync(late.Flow);
        Save(_hub.Latest(late.Flow), nameof(StageFlow), "escalated-and-lost");
    }

    private async Task CalledAgainAsync()
    {
        var (lead, flow) = await LeadAsync();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await _app.UntilAsync(
                async () => await _app.OpenStepsAsync(lead) == $"call {attempt}",
                $"attempt {attempt}"
            );
            await _app.CompleteAsync(lead, "no_answer");
            if (attempt < 4)
                await _app.AdvanceToAsync(await NextCheckAsync(flow));
        }

        await EndedAsync(flow);
        Save(_hub.Latest(flow), nameof(StageFlow), "called-four-times");
    }

    private async Task<DateTimeOffset> NextCheckAsync(string flow)
    {
        DateTimeOffset? next = null;
        await _app.UntilAsync(
            async () =>
                (
                    next = Time(
                        await _app.Client.GetAsync($"pipelines/{flow[..^2]}/flow"),
                        "next_check_at"
                    )
                ) > _app.Now,
            "its next attempt planned"
        );
        return next!.Value;
    }

    private static DateTimeOffset? Time(Reply reply, string member) =>
        reply.Expect(HttpStatusCode.OK).Body.TryGetProperty(member, out var at)
            ? at.GetDateTimeOffset()
            : null;

    private async Task SuspendedAsync()
    {
        var (lead, flow) = await LeadAsync();
        await _app.ControlAsync(flow, "suspend");
        await _app.UntilAsync(
            async () => await _app.InstanceAsync(flow) == "Suspended",
            "suspended"
        );
        await _app.CompleteAsync(lead, "connected");
        await _app.ControlAsync(flow, "resume");
        await EndedAsync(flow);
        Save(_hub.Latest(flow), nameof(StageFlow), "suspended-and-resumed");
    }

    /// <summary>More rounds than a generation has.</summary>
    private async Task ManyRoundsAsync()
    {
        var (lead, flow) = await LeadAsync();
        while (_hub.Kept(flow).Count == 0)
        {
            var seen = _hub.Latest(flow).Events.Count;
            await _app.ControlAsync(flow, $"raiseEvent/{StageFlow.Retry}");
            await _app.UntilAsync(
                () =>
                    Task.FromResult(
                        _hub.Kept(flow).Count > 0 || _hub.Latest(flow).Events.Count > seen + 3
                    ),
                "a round"
            );
        }

        await _app.CompleteAsync(lead, "connected");
        await EndedAsync(flow);
        Save(_hub.Kept(flow)[0], nameof(StageFlow), "twenty-rounds");
        Save(_hub.Latest(flow), nameof(StageFlow), "next-generation");
    }

    private async Task ImportsAsync()
    {
        var job = await _app.BeginImportAsync("plain-", 7_100_000_000, 38);
        await EndedAsync(job);
        Save(_hub.Latest(job), nameof(LeadImportOrchestration), "finished");

        job = await _app.BeginImportAsync("paused-", 7_200_000_000, 90);
        (await _app.Client.PostAsync($"jobs/{job}/pause", null)).Expect(HttpStatusCode.OK);
        await WaitingAsync(job);
        (await _app.Client.PostAsync($"jobs/{job}/resume", null)).Expect(HttpStatusCode.OK);
        await EndedAsync(job);
        Save(_hub.Latest(job), nameof(LeadImportOrchestration), "paused-and-resumed");

        job = await _app.BeginImportAsync("retried-", 7_300_000_000, 90);
        using (new StoreLock(_data))
            await _hub.FailedOnceAsync(job);
        await EndedAsync(job);
        Save(_hub.Latest(job), nameof(LeadImportOrchestration), "retried");

        job = await _app.BeginImportAsync(LongImport, 7_400_000_000, LongImportRows);
        await EndedAsync(job);
        Save(_hub.Kept(job)[0], nameof(LeadImportOrchestration), "hundred-chunks");
    }

    private Task WaitingAsync(string job) =>
        _app.UntilAsync(
            () =>
                Task.FromResult(
                    _hub.Latest(job)
                        .Outcome.CustomStatus?.Contains("paused", StringComparison.Ordinal) == true
                ),
            $"{job} waiting"
        );

    private async Task ExportAsync()
    {
        var job = (await _app.Client.PostAsync("leads/export", new { fields = new[] { "id" } }))
            .Expect(HttpStatusCode.Accepted)
            .Id;
        await EndedAsync(job);
        Save(_hub.Latest(job), nameof(LeadExportOrchestration), "finished");
    }

    private async Task CohortAsync()
    {
        var cohort = await _app.Client.CohortOfAsync("plain-", 38 - FormerApp.BadRows(38));
        var evaluation = (await _app.Client.PostAsync($"cohorts/{cohort}/evaluate", null))
            .Expect(HttpStatusCode.Accepted)
            .Id;
        await EndedAsync(evaluation);
        Save(_hub.Latest(evaluation), nameof(CohortEvaluationOrchestration), "finished");

        List<string> agents = [];
        for (var weight = 1; weight <= 2; weight++)
            agents.Add(await _app.Client.AgentAsync(new { weight, max_open_leads = 10_000 }));
        var first = await AssignAsync(cohort, agents);
        await SaveAssignmentAsync(first, "finished");
        await UndoAsync(first);

        await SaveAssignmentAsync(await AssignRetriedAsync(cohort, agents), "retried");

        var many = await _app.Client.CohortOfAsync(
            LongImport,
            LongImportRows - FormerApp.BadRows(LongImportRows)
        );
        await SaveAssignmentAsync(await AssignPausedAsync(many, agents), "paused-and-resumed");
    }

    /// <returns>The orchestration's id.</returns>
    private async Task<string> AssignAsync(string cohort, List<string> agents)
    {
        var job = await _app.BeginAssignmentAsync(cohort, agents);
        return await AssignedAsync(job);
    }

    private async Task<string> AssignedAsync(string job)
    {
        await _app.Client.JobUntilAsync(job, "completed");
        var instance = _hub.Find(nameof(CohortAssignment))[^1];
        await EndedAsync(instance);
        return instance;
    }

    private async Task<string> AssignRetriedAsync(string cohort, List<string> agents)
    {
        string job;
        using (new BatchFault(_data))
            job = await BeginFailingAsync(cohort, agents);
        return await AssignedAsync(job);
    }

    /// <summary>While two of three batches fail, so that one has still to be begun.</summary>
    private async Task<string> AssignPausedAsync(string cohort, List<string> agents)
    {
        string job;
        using (new BatchFault(_data))
        {
            job = await BeginFailingAsync(cohort, agents);
            (await _app.Client.PostAsync($"cohort-assignment-jobs/{job}/pause", null)).Expect(
                HttpStatusCode.OK
            );
        }

        await WaitingAsync(_hub.Find(nameof(CohortAssignment))[^1]);
        (await _app.Client.PostAsync($"cohort-assignment-jobs/{job}/resume", null)).Expect(
            HttpStatusCode.OK
        );
        return await AssignedAsync(job);
    }

    private async Task<string> BeginFailingAsync(string cohort, List<string> agents)
    {
        var job = await _app.BeginAssignmentAsync(cohort, agents);
        await _hub.FailedOnceAsync(await _hub.ChildAsync(_hub.Find(nameof(CohortAssignment))[^1]));
        return job;
    }

    private async Task SaveAssignmentAsync(string instance, string what)
    {
        Save(_hub.Latest(instance), nameof(CohortAssignment), what);
        Save(
            _hub.Latest(await _hub.ChildAsync(instance)),
            nameof(CohortAssignment.CohortAssignmentGroup),
            what
        );
    }

    private async Task UndoAsync(string instance)
    {
        var job = JsonElement
            .Parse(_hub.Latest(instance).Start.Input!)
            .GetProperty("JobId")
            .GetString();
        (await _app.Client.PostAsync($"cohort-assignment-jobs/{job}/undo", null)).Expect(
            HttpStatusCode.Accepted
        );
        var undo = _hub.Find(nameof(CohortAssignment.CohortAssignmentUndo))[^1];
        await EndedAsync(undo);
        Save(_hub.Latest(undo), nameof(CohortAssignment.CohortAssignmentUndo), "finished");
    }

    private async Task MigrationAsync()
    {
        await LeadPipeline.ChangeAsync(
            _app.Client,
            "contacted",
            stage => stage["name"] = "Reached"
        );
        var workflow = (await _app.Client.GetAsync("pipeline-workflows?kind=lead"))
            .Body.GetProperty("data")[0]
            .GetProperty("id")
            .GetString();
        var sameStages = new JsonObject
        {
            ["new"] = "new",
            ["contacted"] = "contacted",
            ["nurture"] = "nurture",
        };
        var body = new JsonObject
        {
            ["from_version"] = 1,
            ["to_version"] = 2,
            ["stage_map"] = sameStages,
        };
        var job = (
            await _app.Client.PostAsync(
                $"pipeline-workflows/{workflow}/migrate",
                body.ToJsonString()
            )
        )
            .Expect(HttpStatusCode.Accepted)
            .Id;
        await EndedAsync(job);
        Save(_hub.Latest(job), nameof(PipelineMigrationOrchestration), "finished");
    }

    /// <summary>Begins at half past two in the night.</summary>
    private async Task ReconcileAsync()
    {
        await _app.NextAsync(DayOfWeek.Thursday, TimeSpan.FromHours(2) + TimeSpan.FromMinutes(25));
        await _app.AdvanceAsync(TimeSpan.FromMinutes(6));
        string? instance = null;
        await _app.UntilAsync(
            () =>
                Task.FromResult(
                    (instance = _hub.Find(nameof(CohortReconcileOrchestration)).LastOrDefault())
                        is not null
                ),
            "reconciling"
        );
        await EndedAsync(instance!);
        Save(_hub.Kept(instance!)[^1], nameof(CohortReconcileOrchestration), "one-cohort");
        Save(_hub.Latest(instance!), nameof(CohortReconcileOrchestration), "finished");
    }

    /// <summary>Activities that are switched off fail for good.</summary>
    private async Task FailuresAsync()
    {
        await _app.NextAsync(DayOfWeek.Tuesday, TimeSpan.FromHours(10));
        var (lead, flow) = await LeadAsync();
        await _app.KillForAsync(
            TimeSpan.FromMinutes(1),
            ("AzureWebJobs.ReconcileStage.Disabled", "true"),
            ("AzureWebJobs.LeadImportChunk.Disabled", "true")
        );
        await _app.CompleteAsync(lead, "connected");
        await EndedAsync(flow, "Failed");
        Save(_hub.Latest(flow), nameof(StageFlow), "failed");

        var job = await _app.BeginImportAsync("failed-", 7_500_000_000, 9);
        await EndedAsync(job);
        Save(_hub.Latest(job), nameof(LeadImportOrchestration), "failed");
    }

    private async Task<(string Lead, string Flow)> LeadAsync()
    {
        var lead = await _app.NewLeadAsync();
        await _app.UntilAsync(
            async () => await _app.OpenStepsAsync(lead.Id) == "call 1",
            "its first call"
        );
        return (lead.Id, $"{lead.Body.GetProperty("pipeline_id").GetString()}.1");
    }

    private Task EndedAsync(string instance, string status = "Completed") =>
        _app.UntilAsync(
            async () => await _app.InstanceAsync(instance) == status,
            $"{instance} {status}"
        );

    private static void Save(RecordedHistory history, string orchestrator, string what)
    {
        Assert.Equal(orchestrator, history.Start.Name);
        history.Save($"{orchestrator}-{what}");
    }
}
