using System.Text.Json;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Tasks;
using KoSales.Functions.Api.Patching;
using KoSales.Functions.Hosting;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.Storage;
using static KoSales.Tests.Leads.LeadSamples;

namespace KoSales.Tests.Pipelines.Workflows;

public sealed class WorkflowDeskTests(PipelineRig rig) : IClassFixture<PipelineRig>
{
    private static readonly StageBody[] Short =
    [
        new()
        {
            Key = "new",
            Name = "New",
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

    [Fact]
    public async Task The_first_start_publishes_the_defaults_once()
    {
        var fresh = new PipelineRig();
        await fresh.InitializeAsync();
        foreach (var task in fresh.GetAll<IStartTask>())
            await task.RunAsync(CancellationToken.None);
        var cache = fresh.Get<WorkflowCache>();
        Assert.Equal(("PW-1", 1), await IdOf(PipelineKind.Lead));
        Assert.Equal(("PW-2", 1), await IdOf(PipelineKind.Contact));
        Assert.Equal(("PW-3", 1), await IdOf(PipelineKind.Deal));
        var plan = await fresh.Store.FindAsync(
            TaskWorkflows.Collection,
            (await cache.DefaultAsync(PipelineKind.Lead, CancellationToken.None))!
                .Initial
                .TaskWorkflowId!,
            CancellationToken.None
        );
        Assert.Equal(
            ("First call", 1, DefinitionStatus.Published),
            (plan!.Name, plan.WorkflowVersion, plan.Status)
        );
        await fresh.DisposeAsync();

        async Task<(string, int)> IdOf(PipelineKind kind) =>
            await cache.DefaultAsync(kind, CancellationToken.None) is { } d
                ? (d.WorkflowId, d.WorkflowVersion)
                : default;
    }

    [Fact]
    public async Task Of_two_processes_that_start_at_once_one_publishes_the_defaults()
    {
        var fresh = new PipelineRig { Starts = false };
        await fresh.InitializeAsync();
        var tasks = Enumerable
            .Range(0, 2)
            .Select(_ => new FirstWorkflows(
                fresh.Store,
                new IdAllocator(fresh.Store, TimeProvider.System),
                TimeProvider.System
            ));
        await Task.WhenAll(tasks.Select(t => Task.Run(() => t.RunAsync(CancellationToken.None))));
        Assert.Equal(
            3,
            await fresh.Store.CountAsync(
                PipelineWorkflows.Collection,
                Domain.Filters.Filter.Everything,
                CancellationToken.None
            )
        );
        Assert.Equal(
            DefaultPlans.All.Count,
            await fresh.Store.CountAsync(
                TaskWorkflows.Collection,
                Domain.Filters.Filter.Everything,
                CancellationToken.None
            )
        );
        await fresh.DisposeAsync();
    }

    [Fact]
    public async Task An_edit_of_a_published_workflow_is_the_draft_of_its_next_version()
    {
        var draft = await DraftAsync(Short);
        var published = await PublishAsync(draft.Id.Value);
        Assert.Equal(
            (1, DefinitionStatus.Published),
            (published.WorkflowVersion, published.Status)
        );
        var edited = (
            await EditAsync(
                published,
                new { stages = new[] { new { key = "x" } } },
                new EditPipelineWorkflow
                {
                    Stages =
                    [
                        .. Short,
                        new StageBody
                        {
                            Key = "junk",
                            Name = "Junk",
                            Type = StageType.Lost,
                        },
                    ],
                }
            )
        ).Value;
        Assert.Equal((3, 4), (edited.Stages.Count, edited.DraftStages!.Count));
        var second = (
            await rig.Workflows.PublishAsync(draft.Id.Value, By(Manager), CancellationToken.None)
        ).Faults;
        Assert.Equal("workflow.unreachable", Assert.Single(second).Code);
        await EditAsync(edited, new { stages = (object?)null }, new EditPipelineWorkflow());
        Assert.Equal(
            "workflow.nothing_to_publish",
            (await rig.Workflows.PublishAsync(draft.Id.Value, By(Manager), CancellationToken.None))
                .Faults.Single()
                .Code
        );
    }

    [Fact]
    public async Task An_old_version_stays_as_it_was_published()
    {
        var first = await PublishAsync((await DraftAsync(Short)).Id.Value);
        await EditAsync(
            first,
            new { stages = new[] { 1 } },
            new EditPipelineWorkflow
            {
                Stages = [Short[0] with { Name = "Fresh" }, Short[1], Short[2]],
            }
        );
        await PublishAsync(first.Id.Value);
        Assert.Equal(
            "New",
            (await rig.Workflows.VersionAsync(first.Id.Value, 1, CancellationToken.None))
                .Value
                .Stages[0]
                .Name
        );
        Assert.Equal(
            "Fresh",
            (await rig.Workflows.VersionAsync(first.Id.Value, 2, CancellationToken.None))
                .Value
                .Stages[0]
                .Name
        );
        Assert.Equal(
            "workflow_version.not_found",
            (await rig.Workflows.VersionAsync(first.Id.Value, 3, CancellationToken.None))
                .Faults.Single()
                .Code
        );
    }

    [Fact]
    public async Task Publishing_names_every_fault_of_the_definition_and_of_what_it_refers_to()
    {
        var draft = await DraftAsync([
            Short[0] with
            {
                AllowedNext = ["won", "lost", "gone"],
                RequiredFields = ["address.pincode", "shoe_size"],
                TaskWorkflowId = "TW-999",
                SlaPolicyId = "SLA-999",
            },
            Short[1] with
            {
                EntryGuard = JsonElement.Parse(
                    """{"all": [{"field": "score", "op": "gte", "value": "high"}, {"field": "nonsense", "op": "eq", "value": 1}]}"""
                ),
            },
            Short[2] with
            {
                TaskWorkflowId = "TW-1",
            },
        ]);
        var faults = (
            await rig.Workflows.PublishAsync(draft.Id.Value, By(Manager), CancellationToken.None)
        ).Faults;
        Assert.Equal(
            [
                "/stages/0/allowed_next/2 workflow.unknown_stage",
                "/stages/1/entry_guard/all/1/field filter.unknown_field",
                "/stages/0/required_fields/1 workflow.unknown_field",
                "/stages/0/task_workflow_id workflow.unknown_task_workflow",
                "/stages/2/task_workflow_id workflow.unknown_stage",
                "/stages/0/sla_policy_id workflow.unknown_policy",
            ],
            faults
                .Select(f => $"{f.Pointer} {f.Code}")
                .Where(f => !f.Contains("/all/0", StringComparison.Ordinal))
                .Distinct()
        );
        Assert.Contains(faults, f => f.Pointer == "/stages/1/entry_guard/all/0/value");
    }

    [Fact]
    public async Task There_is_one_default_of_a_kind_and_it_is_not_retired()
    {
        var next = await PublishAsync((await DraftAsync(Short, PipelineKind.Deal)).Id.Value);
        Assert.Equal(
            "workflow.is_default",
            (await rig.Workflows.RetireAsync("PW-3", By(Manager), CancellationToken.None))
                .Faults.Single()
                .Code
        );
        Assert.True(
            (
                await rig.Workflows.MakeDefaultAsync(
                    next.Id.Value,
                    By(Manager),
                    CancellationToken.None
                )
            )
                .Value
                .IsDefault
        );
        Assert.Equal(
            next.Id.Value,
            (
                await rig.Get<WorkflowCache>()
                    .DefaultAsync(PipelineKind.Deal, CancellationToken.None)
            )!.WorkflowId
        );
        Assert.Equal(
            DefinitionStatus.Retired,
            (await rig.Workflows.RetireAsync("PW-3", By(Manager), CancellationToken.None))
                .Value
                .Status
        );
        Assert.Equal(
            "workflow.not_published",
            (await rig.Workflows.MakeDefaultAsync("PW-3", By(Manager), CancellationToken.None))
                .Faults.Single()
                .Code
        );
    }

    [Fact]
    public async Task Only_what_was_never_published_is_deleted()
    {
        var draft = await DraftAsync(Short);
        Assert.False(
            (
                await rig.Workflows.DeleteAsync(
                    draft.Id.Value,
                    null,
                    By(Manager),
                    CancellationToken.None
                )
            ).IsRefused
        );
        Assert.Equal(
            "workflow.not_found",
            (await rig.Workflows.PublishAsync(draft.Id.Value, By(Manager), CancellationToken.None))
                .Faults.Single()
                .Code
        );
        Assert.False(
            (
                await rig.Workflows.RestoreAsync(
                    draft.Id.Value,
                    By(Manager),
                    CancellationToken.None
                )
            ).IsRefused
        );
        await PublishAsync(draft.Id.Value);
        Assert.Equal(
            "workflow.was_published",
            (
                await rig.Workflows.DeleteAsync(
                    draft.Id.Value,
                    null,
                    By(Manager),
                    CancellationToken.None
                )
            )
                .Faults.Single()
                .Code
        );
    }

    [Fact]
    public async Task Guards_required_fields_and_forbidden_ways_come_back_in_one_refusal()
    {
        await PublishAsync((
                await DraftAsync([
                    Short[0] with
                    {
                        AllowedNext = ["ready", "lost"],
                    },
                    new StageBody
                    {
                        Key = "ready",
                        Name = "Ready",
                        AllowedNext = ["won", "lost"],
                        RequiredFields = ["email", "address.pincode"],
                        EntryGuard = JsonElement.Parse(
                            """{"all": [{"field": "score", "op": "gte", "value": 90}, {"field": "kind", "op": "eq", "value": "farmer"}]}"""
                        ),
                    },
                    Short[1],
                    Short[2],
                ])
            ).Id.Value, makeDefault: true);
        var lead = await rig.LeadAsync();
        var refused = await rig.MoveAsync(lead, "ready");
        Assert.Equal(
            ["pipeline.transition_refused ", "required_field /email", "entry_guard /score"],
            refused.Faults.Select(f => $"{f.Code} {f.Pointer}")
        );
        Assert.All(refused.Faults.Skip(1), f => Assert.NotEmpty(f.Facts!["hint"].ToString()));
        Assert.False((await rig.MoveAsync(lead, "ready", forced: true)).IsRefused);
        await rig.Workflows.MakeDefaultAsync("PW-1", By(Manager), CancellationToken.None);
    }

    private async Task<PipelineWorkflow> DraftAsync(
        IReadOnlyList<StageBody> stages,
        PipelineKind kind = PipelineKind.Lead
    ) =>
        (
            await rig.Workflows.DraftAsync(
                new CreatePipelineWorkflow
                {
                    Kind = kind,
                    Name = "Short way",
                    Stages = stages,
                },
                By(Manager),
                CancellationToken.None
            )
        ).Value;

    private async Task<PipelineWorkflow> PublishAsync(string id, bool makeDefault = false)
    {
        var published = (
            await rig.Workflows.PublishAsync(id, By(Manager), CancellationToken.None)
        ).Value;
        return makeDefault
            ? (await rig.Workflows.MakeDefaultAsync(id, By(Manager), CancellationToken.None)).Value
            : published;
    }

    private Task<Verdict<PipelineWorkflow>> EditAsync(
        PipelineWorkflow current,
        object patch,
        EditPipelineWorkflow edit
    ) =>
        rig.Workflows.EditAsync(
            current.Id.Value,
            new PatchRequest<EditPipelineWorkflow>(
                new PatchRequest(
                    JsonSerializer.SerializeToElement(patch),
                    IfMatch.Parse($"\"{current.Id.Value}-{current.Version}\"")
                ),
                edit
            ),
            By(Manager),
            CancellationToken.None
        );
}
