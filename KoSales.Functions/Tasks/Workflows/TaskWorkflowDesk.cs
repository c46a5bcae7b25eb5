using KoSales.Domain.Definitions;
using KoSales.Domain.Tasks;
using KoSales.Functions.Definitions;
using KoSales.Functions.Writing;

namespace KoSales.Functions.Tasks.Workflows;

/// <summary>Drafts, edits, publishes and retires task workflows.</summary>
public sealed class TaskWorkflowDesk(
    IDocumentStore store,
    IdAllocator ids,
    TaskWorkflowCache cache,
    TaskWorkflowUse use,
    Commits commits
)
{
    private readonly DefinitionDesk<TaskWorkflow> _desk = new(
        store,
        commits,
        TaskWorkflows.Collection,
        cache.Evict
    );

    public async Task<Verdict<TaskWorkflow>> DraftAsync(
        CreateTaskWorkflow body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var draft = new TaskWorkflow
        {
            Id = await ids.NextAsync<TaskWorkflowId>(cancellationToken),
            Name = body.Name.Trim(),
            Plan = body.ToPlan(),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
        return await _desk.DraftAsync(draft, command, cancellationToken);
    }

    public Task<Verdict<TaskWorkflow>> EditAsync(
        string id,
        PatchRequest<EditTaskWorkflow> patch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        _desk.ChangeAsync(
            id,
            command,
            (current, _) =>
                new(
                    patch.Patch.IfMatch.Check(id, current.Version) is { } stale
                        ? stale
                        : Edited(current, patch)
                ),
            cancellationToken
        );

    /// <summary>Refused with every fault of the plan at once, also where it meets the pipelines that use
    /// it.</summary>
    public Task<Verdict<TaskWorkflow>> PublishAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        _desk.PublishAsync(
            id,
            command,
            async (current, _) => await use.FaultsAsync(current, cancellationToken),
            cancellationToken
        );

    /// <summary>Refused while a pipeline's published stage runs it.</summary>
    public Task<Verdict<TaskWorkflow>> RetireAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        _desk.ChangeAsync(
            id,
            command,
            async (current, _) =>
                await use.InUseAsync(id, cancellationToken) is { } inUse ? inUse : current.Retire(),
            cancellationToken
        );

    /// <param name="condition">Null when the caller does not mind which version is deleted.</param>
    public Task<Verdict<TaskWorkflow>> DeleteAsync(
        string id,
        IfMatch? condition,
        Command command,
        CancellationToken cancellationToken
    ) => _desk.DeleteAsync(id, condition, command, cancellationToken);

    /// <summary>The workflow as it was in a published version.</summary>
    public async Task<Verdict<TaskWorkflow>> VersionAsync(
        string id,
        int version,
        CancellationToken cancellationToken
    )
    {
        var workflow = await _desk.FindAsync(id, cancellationToken);
        if (workflow.IsRefused)
            return workflow;
        return await cache.VersionAsync(id, version, cancellationToken) is { } found
            ? workflow.Value with
            {
                WorkflowVersion = version,
                Plan = found.Plan,
                DraftPlan = null,
            }
            : Fault.NotFound("workflow_version", $"{QueryFaults.Shown(id)}.{version}");
    }

    private static Fault CannotBeCleared(string pointer) =>
        Fault.Invalid(pointer, "required", "This member cannot be cleared.");

    private static Verdict<TaskWorkflow> Edited(
        TaskWorkflow current,
        PatchRequest<EditTaskWorkflow> request
    )
    {
        var (patch, edit) = (request.Patch, request.Edit);
        if (current.Status == DefinitionStatus.Retired)
            return DefinitionFaults.RetiredEdit;
        if (patch.Has("name") && edit.Name is null)
            return CannotBeCleared("/name");
        if (patch.Has("steps") && edit.Steps is null)
            return CannotBeCleared("/steps");
        var named = edit.Name is { } name ? current with { Name = name.Trim() } : current;
        return PlanMembers.Any(patch.Has)
            ? named.Edit(PlanOf(current.DraftPlan ?? current.Plan, request))
            : named;
    }

    private static readonly string[] PlanMembers = ["steps", "completion", "auto_advance_to"];

    private static TaskPlan PlanOf(TaskPlan plan, PatchRequest<EditTaskWorkflow> request)
    {
        var (patch, edit) = (request.Patch, request.Edit);
        return new TaskPlan
        {
            Steps = edit.Steps is { } steps ? StepBody.Steps(steps) : plan.Steps,
            Completion = patch.Has("completion")
                ? edit.Completion ?? CompletionRule.All
                : plan.Completion,
            AutoAdvanceTo = patch.Has("auto_advance_to") ? edit.AutoAdvanceTo : plan.AutoAdvanceTo,
        };
    }
}
