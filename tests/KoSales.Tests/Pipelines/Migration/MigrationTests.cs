using KoSales.Domain.Jobs;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Migration;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Jobs;
using KoSales.Functions.Pipelines.Migration;
using KoSales.Functions.Pipelines.Workflows;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines.Migration;

public sealed class MigrationTests : IAsyncLifetime
{
    private static readonly StageBody[] First =
    [
        new()
        {
            Key = "new",
            Name = "New",
            AllowedNext = ["talking", "won", "lost"],
        },
        new()
        {
            Key = "talking",
            Name = "Talking",
            AllowedNext = ["won", "lost"],
        },
        new()
        {
            Key = "won",
            Name = "Won",
            Type = StageType.Won,
        },
        new()
        {
            Key = "lost",
            Name = "Lost",
            Type = StageType.Lost,
        },
    ];

    private static readonly StageBody[] Second =
    [
        First[0] with
        {
            AllowedNext = ["visited", "won", "lost"],
        },
        First[1] with
        {
            Key = "visited",
            Name = "Visited",
        },
        First[2],
        First[3],
    ];

    private readonly PipelineRig _rig = new();
    private string _workflow = "";

    private MigrationDesk Desk => _rig.Get<MigrationDesk>();

    public async Task InitializeAsync()
    {
        await _rig.InitializeAsync();
        _workflow = (
            await _rig.Workflows.DraftAsync(
                new CreatePipelineWorkflow
                {
                    Kind = PipelineKind.Lead,
                    Name = "Visits",
                    Stages = First,
                },
                By(Manager),
                CancellationToken.None
            )
        ).Value.Id.Value;
        await PublishAsync();
        await _rig.Workflows.MakeDefaultAsync(_workflow, By(Manager), CancellationToken.None);
    }

    public Task DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Running_pipelines_go_on_in_the_new_version_and_ended_ones_stay()
    {
        var (fresh, talking, lost) = (
            await _rig.LeadAsync(),
            await _rig.LeadAsync(),
            await _rig.LeadAsync()
        );
        await _rig.MoveAsync(talking, "talking");
        await _rig.MoveAsync(lost, "lost");
        await PublishSecondAsync();

        var job = await RunAsync(new() { ["new"] = "new", ["talking"] = "visited" });

        Assert.Equal(
            (JobStatus.Completed, 2L, 2L, 0L),
            (job.Status, job.Total, job.Succeeded, job.Failed)
        );
        Assert.Equal((2, "new", 1), Of(await _rig.PipelineAsync(fresh)));
        Assert.Equal((2, "visited", 3), Of(await _rig.PipelineAsync(talking)));
        Assert.Equal((1, "lost", 2), Of(await _rig.PipelineAsync(lost)));
        foreach (var lead in new[] { fresh, talking, lost })
            await _rig.AssertInStepAsync(lead);
        Assert.False((await _rig.MoveAsync(talking, "won")).IsRefused);
    }

    [Fact]
    public async Task A_page_that_comes_twice_does_nothing_twice()
    {
        var talking = await _rig.LeadAsync();
        await _rig.MoveAsync(talking, "talking");
        await PublishSecondAsync();
        var job = (
            await Desk.AcceptAsync(
                _workflow,
                Body(new() { ["talking"] = "visited" }),
                By(Manager),
                CancellationToken.None
            )
        ).Value;
        var step = new MigrationStep(job.Id.Value);
        await _rig.Get<MigrationPages>().RunAsync(step, CancellationToken.None);
        await _rig.Get<MigrationPages>().RunAsync(step, CancellationToken.None);
        Assert.Equal((2, "visited", 3), Of(await _rig.PipelineAsync(talking)));
        Assert.Equal(
            1,
            (await _rig.Get<JobDesk>().FindAsync(job.Id.Value, CancellationToken.None)).Processed
        );
    }

    [Fact]
    public async Task A_pipeline_that_cannot_be_migrated_is_counted_once_however_often_its_page_comes()
    {
        var (sound, broken) = (await _rig.LeadAsync(), await _rig.LeadAsync());
        foreach (var lead in new[] { sound, broken })
            await _rig.MoveAsync(lead, "talking");
        await PublishSecondAsync();
        await _rig.Store.CommitAsync(
            new Domain.Storage.WriteBatch().Delete(
                Domain.Leads.LeadStore.Collection,
                Domain.Filters.Filter.Eq("id", broken.Id.Value),
                expected: 1
            ),
            CancellationToken.None
        );
        var job = (
            await Desk.AcceptAsync(
                _workflow,
                Body(new() { ["talking"] = "visited" }),
                By(Manager),
                CancellationToken.None
            )
        ).Value;
        for (var times = 0; times < 3; times++)
            await _rig.Get<MigrationPages>()
                .RunAsync(new MigrationStep(job.Id.Value), CancellationToken.None);

        var counted = await _rig.Get<JobDesk>().FindAsync(job.Id.Value, CancellationToken.None);
        Assert.Equal((2L, 1L, 1L), (counted.Processed, counted.Succeeded, counted.Failed));
        Assert.Equal((1, "talking", 2), Of(await _rig.PipelineAsync(broken)));
        var refusal = (
            await Domain.Storage.StoreReads.FindAsync(
                _rig.Store,
                MigrationRefusals.Collection,
                $"{job.Id}:{broken.PipelineId}",
                CancellationToken.None
            )
        )!;
        Assert.Equal(["pipeline.entity_gone"], refusal.Codes);
        var told = Assert.Single(
            await new MigrationFaults(_rig.Store)
                .OfAsync(job.Id, CancellationToken.None)
                .ToListAsync()
        );
        Assert.Equal((broken.PipelineId, "pipeline.entity_gone"), (told.Id, told.Code));
    }

    [Fact]
    public async Task A_preview_counts_and_names_the_orphans_for_which_the_migration_is_refused()
    {
        var talking = await _rig.LeadAsync();
        await _rig.LeadAsync();
        await _rig.MoveAsync(talking, "talking");
        await PublishSecondAsync();
        var preview = (
            await Desk.PreviewAsync(
                _workflow,
                Body(new() { ["new"] = "new" }),
                CancellationToken.None
            )
        ).Value;
        Assert.Equal(
            (2L, new MigratedStage("new", "new", 1), new StageCount("talking", 1)),
            (preview.Total, Assert.Single(preview.Stages), Assert.Single(preview.Orphans))
        );
        var refused = await Desk.AcceptAsync(
            _workflow,
            Body(new() { ["new"] = "new" }),
            By(Manager),
            CancellationToken.None
        );
        Assert.Equal(
            ["workflow.migration_orphans", "workflow.orphaned_stage"],
            refused.Faults.Select(f => f.Code)
        );
        Assert.Equal((1, "talking", 2), Of(await _rig.PipelineAsync(talking)));
    }

    [Fact]
    public async Task A_map_that_names_stages_or_versions_that_are_not_is_refused_with_every_fault()
    {
        await PublishSecondAsync();
        var wrong = await Desk.PreviewAsync(
            _workflow,
            Body(
                new()
                {
                    ["new"] = "lost",
                    ["gone"] = "visited",
                    ["talking"] = "talking",
                }
            ),
            CancellationToken.None
        );
        Assert.Equal(
            ["/stage_map/new", "/stage_map/gone", "/stage_map/talking"],
            wrong.Faults.Select(f => f.Pointer)
        );
        var versions = await Desk.PreviewAsync(
            _workflow,
            Body([]) with
            {
                FromVersion = 7,
                ToVersion = 7,
            },
            CancellationToken.None
        );
        Assert.Equal(
            ["workflow.unknown_version", "workflow.unknown_version", "workflow.same_version"],
            versions.Faults.Select(f => f.Code)
        );
        Assert.Equal(
            "workflow.not_found",
            (await Desk.PreviewAsync("PW-999", Body([]), CancellationToken.None))
                .Faults.Single()
                .Code
        );
    }

    private static (int, string, int) Of(Pipeline pipeline) =>
        (pipeline.WorkflowVersion, pipeline.Stage, pipeline.Visit);

    private static MigratePipelines Body(Dictionary<string, string> map) =>
        new()
        {
            FromVersion = 1,
            ToVersion = 2,
            StageMap = map,
        };

    /// <summary>As the orchestration does.</summary>
    private async Task<Job> RunAsync(Dictionary<string, string> map)
    {
        var job = (
            await Desk.AcceptAsync(_workflow, Body(map), By(Manager), CancellationToken.None)
        ).Value;
        MigrationStep? step = new(job.Id.Value);
        while (step is not null)
            step = (await _rig.Get<MigrationPages>().RunAsync(step, CancellationToken.None)).Next;
        return await _rig.Get<JobDesk>().FinishAsync(job.Id.Value, Now, CancellationToken.None);
    }

    private async Task PublishSecondAsync()
    {
        var current = (await _rig.Store.FindOrFailAsync(_workflow)).Edit(
            StageBody.Definitions(Second)
        );
        var batch = new Domain.Storage.WriteBatch().Replace(
            PipelineWorkflows.Collection,
            current.Next(By(Manager))
        );
        Assert.True((await _rig.Store.CommitAsync(batch, CancellationToken.None)).IsCommitted);
        await PublishAsync();
    }

    private async Task PublishAsync() =>
        Assert.False(
            (
                await _rig.Workflows.PublishAsync(_workflow, By(Manager), CancellationToken.None)
            ).IsRefused
        );
}

internal static class WorkflowReads
{
    public static async Task<PipelineWorkflow> FindOrFailAsync(
        this Domain.Storage.IDocumentStore store,
        string id
    ) =>
        (
            await Domain.Storage.StoreReads.FindAsync(
                store,
                PipelineWorkflows.Collection,
                id,
                CancellationToken.None
            )
        )!;
}
