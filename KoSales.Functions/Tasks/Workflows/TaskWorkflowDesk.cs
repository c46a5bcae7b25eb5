using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;

namespace KoSales.Functions.Tasks.Workflows;

/// <summary>Drafts, edits, publishes and retires task workflows.</summary>
public sealed class TaskWorkflowDesk(
    IDocumentStore store,
    IdAllocator ids,
    TaskBook book,
    TaskWorkflowUse use
)
{
    private const int Attempts = 5;

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
        var batch = new WriteBatch().Insert(TaskWorkflows.Collection, draft);
        command.Seal(batch, draft);
        var result = await store.CommitAsync(batch, cancellationToken);
        return result.IsCommitted
            ? draft
            : throw new InvalidOperationException($"the id {draft.Id} was given out twice");
    }

    public Task<Verdict<TaskWorkflow>> EditAsync(
        string id,
        PatchRequest<EditTaskWorkflow> patch,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
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
        ChangeAsync(
            id,
            command,
            async (current, batch) =>
            {
                var published = current.Publish();
                if (published.IsRefused && published.Faults[0].Kind == FaultKind.Conflict)
                    return published;
                IReadOnlyList<Fault> faults =
                [
                    .. published.Faults,
                    .. await use.FaultsAsync(current, cancellationToken),
                ];
                if (faults.Count > 0)
                    return Verdict<TaskWorkflow>.Refuse(faults);
                batch.Insert(TaskWorkflows.Versions, published.Value.Next(command).ToVersion());
                return published;
            },
            cancellationToken
        );

    /// <summary>Refused while a pipeline's published stage runs it.</summary>
    public Task<Verdict<TaskWorkflow>> RetireAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
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
    ) =>
        ChangeAsync(
            id,
            command,
            (current, _) =>
                new(
                    condition?.Check(id, current.Version) is { } stale
                        ? stale
                        : current.Delete(command)
                ),
            cancellationToken
        );

    /// <summary>The workflow as it was in a published version.</summary>
    public async Task<Verdict<TaskWorkflow>> VersionAsync(
        string id,
        int version,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(TaskWorkflows.Collection, id, cancellationToken)
            is not { DeletedAt: null } workflow
        )
            return Fault.NotFound("workflow", QueryFaults.Shown(id));
        return await book.VersionAsync(id, version, cancellationToken) is { } found
            ? workflow with
            {
                WorkflowVersion = version,
                Plan = found.Plan,
                DraftPlan = null,
            }
            : Fault.NotFound("workflow_version", $"{QueryFaults.Shown(id)}.{version}");
    }

    private static Verdict<TaskWorkflow> Edited(
        TaskWorkflow current,
        PatchRequest<EditTaskWorkflow> request
    )
    {
        var (patch, edit) = (request.Patch, request.Edit);
        if (current.Status == DefinitionStatus.Retired)
            return Fault.Conflict(
                "workflow.retired",
                "A retired workflow is not edited; make a new one."
            );
        if (patch.Has("name") && edit.Name is null)
            return Fault.Invalid("/name", "required", "This member cannot be cleared.");
        if (patch.Has("steps") && edit.Steps is null)
            return Fault.Invalid("/steps", "required", "This member cannot be cleared.");
        var named = edit.Name is { } name ? current with { Name = name.Trim() } : current;
        if (!patch.Has("steps") && !patch.Has("completion") && !patch.Has("auto_advance_to"))
            return named;
        var plan = current.DraftPlan ?? current.Plan;
        return named.Edit(
            new TaskPlan
            {
                Steps = edit.Steps is { } steps ? StepBody.Steps(steps) : plan.Steps,
                Completion = patch.Has("completion")
                    ? edit.Completion ?? CompletionRule.All
                    : plan.Completion,
                AutoAdvanceTo = patch.Has("auto_advance_to")
                    ? edit.AutoAdvanceTo
                    : plan.AutoAdvanceTo,
            }
        );
    }

    private async Task<Verdict<TaskWorkflow>> ChangeAsync(
        string id,
        Command command,
        Func<TaskWorkflow, WriteBatch, ValueTask<Verdict<TaskWorkflow>>> decide,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (
                await store.FindAsync(TaskWorkflows.Collection, id, cancellationToken)
                is not { DeletedAt: null } current
            )
                return Fault.NotFound("workflow", QueryFaults.Shown(id));
            var batch = new WriteBatch();
            var decided = await decide(current, batch);
            if (decided.IsRefused)
                return decided;
            var next = decided.Value.Next(command);
            batch.Replace(TaskWorkflows.Collection, next);
            command.Seal(batch, next);
            if (!(await store.CommitAsync(batch, cancellationToken)).IsCommitted)
                continue;
            book.Evict();
            return next;
        }

        return Fault.Conflict(
            "workflow.busy",
            "Others change this workflow at the same time; try again."
        );
    }
}
