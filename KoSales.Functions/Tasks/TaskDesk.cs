using KoSales.Domain.Assignment;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Domain.Tasks;
using KoSales.Functions.Agents;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Tasks.Owning;
using KoSales.Functions.Tasks.Workflows;

namespace KoSales.Functions.Tasks;

/// <summary>What people do with the tasks that are there.</summary>
public sealed class TaskDesk(
    IDocumentStore store,
    TaskWriter writer,
    TaskWorkflowCache cache,
    TaskOwners owners,
    Availability availability,
    IEnumerable<ITaskSubjects> subjects
)
{
    public Task<Verdict<SalesTask>> StartAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ActAsync(id, (task, call) => task.Start(call), command, cancellationToken);

    public Task<Verdict<SalesTask>> HoldAsync(
        string id,
        TaskReason body,
        Command command,
        CancellationToken cancellationToken
    ) => ActAsync(id, (task, call) => task.Hold(body.Reason, call), command, cancellationToken);

    public Task<Verdict<SalesTask>> ResumeAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ActAsync(id, (task, call) => task.Resume(call), command, cancellationToken);

    public Task<Verdict<SalesTask>> CancelAsync(
        string id,
        TaskReason body,
        Command command,
        CancellationToken cancellationToken
    ) => ActAsync(id, (task, call) => task.Cancel(body.Reason, call), command, cancellationToken);

    public Task<Verdict<SalesTask>> AcknowledgeAsync(
        string id,
        Command command,
        CancellationToken cancellationToken
    ) => ActAsync(id, (task, call) => task.Acknowledge(call), command, cancellationToken);

    /// <summary>A mandatory task is skipped by managers only.</summary>
    public Task<Verdict<SalesTask>> SkipAsync(
        string id,
        TaskReason body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var mayForce = command.Actor.Is(Role.Manager) || command.Actor.Is(Role.Admin);
        return ActAsync(
            id,
            (task, call) => task.Skip(body.Reason, mayForce, call),
            command,
            cancellationToken
        );
    }

    /// <summary>
    /// A person's work begins a new chain of automatic moves, so the pipeline's count of them goes back to
    /// 0 in the
    /// same transaction.
    /// </summary>
    /// <param name="along">Adds to the batch what is to be committed with it.</param>
    public Task<Verdict<SalesTask>> CompleteAsync(
        string id,
        CompleteTask body,
        Command command,
        CancellationToken cancellationToken,
        Action<WriteBatch>? along = null
    ) =>
        writer.ChangeAsync(
            SalesTaskId.Of(id),
            null,
            async (task, call, batch) =>
            {
                var step = await cache.StepOfAsync(task, cancellationToken);
                var completed = task.Complete(body.Outcome, body.Note, step?.Outcomes ?? [], call);
                if (completed.IsRefused)
                    return completed;
                EndChain(batch, task, command);
                along?.Invoke(batch);
                return completed;
            },
            command,
            cancellationToken
        );

    /// <summary>
    /// Refused for a task of a visit that is over: its stage is not what anybody works on now. Whose holder
    /// is given no
    /// work goes to the team's pool.
    /// </summary>
    public Task<Verdict<SalesTask>> ReopenAsync(
        string id,
        TaskReason body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            SalesTaskId.Of(id),
            null,
            async (task, call, _) =>
            {
                if (await IsBarredAsync(task, cancellationToken))
                    return TaskSubject.BarredFault;
                if (task.CreationKey is not null && !await IsCurrentAsync(task, cancellationToken))
                    return Fault.Conflict(
                        "task.stage_left",
                        "The stage that this task belongs to has been left; make a new task, or move the pipeline back."
                    );
                var holder = new Holder(task.OwnerId, task.TeamId);
                return task.Reopen(
                    body.Reason,
                    call,
                    await availability.OrPoolAsync(holder, command.Now, cancellationToken)
                );
            },
            command,
            cancellationToken
        );

    public Task<Verdict<SalesTask>> ReassignAsync(
        string id,
        ReassignTask body,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            SalesTaskId.Of(id),
            null,
            async (task, call, _) =>
            {
                var to = await owners.ResolveAsync(
                    body.AgentId,
                    body.TeamId,
                    command,
                    cancellationToken
                );
                return to.IsRefused
                    ? to.Refusal
                    : task.Reassign(to.Value.OwnerId, to.Value.TeamId, body.Reason, call);
            },
            command,
            cancellationToken
        );

    private Task<Verdict<SalesTask>> ActAsync(
        string id,
        Func<SalesTask, TaskCall, Verdict<TaskChange>> act,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            SalesTaskId.Of(id),
            null,
            (task, call, _) => new(act(task, call)),
            command,
            cancellationToken
        );

    private async ValueTask<bool> IsBarredAsync(
        SalesTask task,
        CancellationToken cancellationToken
    ) =>
        TaskChannels.Of(task.Type) is not null
        && subjects.FirstOrDefault(s => s.Kind == task.EntityRef.Type) is { } kind
        && await kind.FindAsync(task.EntityRef.Id, Actor.System, cancellationToken) is { } subject
        && task.Type.IsBarredBy(subject.Barred);

    private static void EndChain(WriteBatch batch, SalesTask task, Command command)
    {
        if (
            task.CreationKey is null
            || task.PipelineId is not { } pipeline
            || PipelineCollections.KindOf(pipeline) is not { } kind
        )
            return;
        var counting = new Filter.Condition(
            "auto_depth",
            FilterOperator.Gt,
            new FilterValue.Number(0)
        );
        batch.Patch(
            PipelineCollections.Of(kind),
            Filter.AllOf(Filter.Eq("id", pipeline), counting),
            new Patch(command.Now, command.Actor.Id)
            {
                Set = new Dictionary<string, string?> { ["auto_depth"] = "0" },
            }
        );
    }

    private async ValueTask<bool> IsCurrentAsync(
        SalesTask task,
        CancellationToken cancellationToken
    ) =>
        task.PipelineId is { } id
        && await store.FindPipelineAsync(id, cancellationToken)
            is { Status: PipelineStatus.Open } pipeline
        && pipeline.Visit == task.Visit;
}
