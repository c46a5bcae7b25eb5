using KoSales.Domain.Assignment;
using KoSales.Domain.Sla;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;
using KoSales.Functions.Agents;
using KoSales.Functions.Outbox;
using KoSales.Functions.Tasks.Owning;

namespace KoSales.Functions.Tasks.Making;

/// <summary>Takes in tasks that people and other systems make by hand, and their edits.</summary>
public sealed class TaskIntake(
    IDocumentStore store,
    IdAllocator ids,
    IEnumerable<ITaskSubjects> subjects,
    TaskOwners owners,
    Availability availability,
    TaskWriter writer,
    ISlaClocks clocks,
    IEventDispatcher events
)
{
    /// <summary>One transaction: the task, its event, its timeline entry.</summary>
    public async Task<Verdict<SalesTask>> CreateAsync(
        CreateTask body,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var subject = await SubjectAsync(body.EntityRef, command.Actor, cancellationToken);
        var holder = await HolderAsync(body, subject, command, cancellationToken);
        var terms = await clocks.TermsAsync(
            QuestionOf(body, holder.IsRefused ? null : holder.Value),
            cancellationToken
        );
        Fault[] faults =
        [
            .. FaultsOf(body, subject),
            .. holder.Faults.Select(AtOwner),
            .. FaultsOf(body, terms),
        ];
        if (faults.Length > 0)
            return Verdict<SalesTask>.Refuse(faults);
        var times = await clocks.TimesAsync(null, cancellationToken);
        var id = await ids.NextAsync<SalesTaskId>(cancellationToken);
        var task = Assemble(body, subject!, holder.Value, id, command);
        return await AddAsync(
            task.StartClock(terms, times, command.Now),
            command,
            cancellationToken
        );
    }

    private async Task<SalesTask> AddAsync(
        SalesTask task,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var batch = new WriteBatch().AddNew(task, command);
        command.RecordAnswer(batch, task);
        var result = await store.CommitAsync(batch, cancellationToken);
        if (!result.IsCommitted)
            throw new InvalidOperationException(
                $"a new task was refused as {result.Status} {result.Index}"
            );
        await events.DispatchAsync(batch, cancellationToken);
        return task;
    }

    /// <summary>A due instant set by hand is refused where the task's clock says it; another priority goes
    /// by the policy's target for it.</summary>
    public Task<Verdict<SalesTask>> EditAsync(
        string id,
        PatchRequest<EditTask> request,
        Command command,
        CancellationToken cancellationToken
    ) =>
        writer.ChangeAsync(
            SalesTaskId.Of(id),
            request.Patch.IfMatch,
            (task, call, _) => EditedAsync(task, request, call, cancellationToken),
            command,
            cancellationToken
        );

    private async ValueTask<Verdict<TaskChange>> EditedAsync(
        SalesTask task,
        PatchRequest<EditTask> request,
        TaskCall call,
        CancellationToken cancellationToken
    )
    {
        if (Objections(task, request) is { Count: > 0 } objections)
            return Verdict<TaskChange>.Refuse(objections);
        var (edited, changed) = MergePatch.Apply(SalesTasks.Collection, task, request.Patch.Body);
        var next = TaskDecisions.Next(WithEdit(task, edited, request), call);
        var now = call.Command.Now;
        if (await TargetAsync(task, next, cancellationToken) is { } minutes)
            next = next.TurnClock(c => c.Retarget(now, minutes), call.Times, now);
        return ChangeOf(task, next, changed);
    }

    private static TaskChange ChangeOf(
        SalesTask before,
        SalesTask after,
        IReadOnlyList<string> changed
    )
    {
        var shown = changed.Where(path => path != "checklist");
        return new TaskChange(after, "task.edited")
        {
            Event = TaskDecisions.Rescheduled(before, after),
            Changes = [.. shown.Select(path => TaskEdits.Change(path, before, after))],
        };
    }

    /// <param name="edited">The task with the patch laid over it.</param>
    private static SalesTask WithEdit(
        SalesTask task,
        SalesTask edited,
        PatchRequest<EditTask> request
    ) =>
        task with
        {
            Title = edited.Title.Trim(),
            Priority = request.Edit.Priority ?? task.Priority,
            DueAt = edited.DueAt,
            NotBefore = edited.NotBefore,
            Checklist = request.Patch.Has("checklist")
                ? ChecklistBody.Items(request.Edit.Checklist)
                : task.Checklist,
        };

    /// <summary>Who owns a task stands elsewhere in a new one than where it is handed over.</summary>
    private static Fault AtOwner(Fault fault) =>
        fault.Pointer == "/agent_id" ? fault with { Pointer = "/owner_id" } : fault;

    private static readonly Fault NoPolicy = Fault.Invalid(
        "/sla_policy_id",
        "task.unknown_policy",
        "There is no such SLA policy."
    );

    private static IEnumerable<Fault> FaultsOf(CreateTask body, SlaTerms? terms)
    {
        if (terms is null && body.SlaPolicyId is not null)
            yield return NoPolicy;
    }

    private static IEnumerable<Fault> FaultsOf(CreateTask body, TaskSubject? subject)
    {
        if (
            body
            is { DueAt: not null, TargetMinutes: not null }
                or { DueAt: not null, SlaPolicyId: not null }
                or { TargetMinutes: not null, SlaPolicyId: not null }
        )
            yield return Fault.Invalid(
                "/due_at",
                "task.two_dues",
                "Give one of due_at, target_minutes and sla_policy_id."
            );
        if (subject is null)
            yield return Fault.Invalid(
                "/entity_ref",
                "task.entity_not_found",
                "There is no such entity that you can see."
            );
        else if ((body.Type ?? TaskType.Custom).IsBarredBy(subject.Barred))
            yield return TaskSubject.BarredFault;
    }

    private static SlaQuestion QuestionOf(CreateTask body, TaskHolder? holder) =>
        new(
            body.SlaPolicyId,
            body.TargetMinutes,
            body.Priority ?? TaskPriority.Normal,
            holder?.OwnerId,
            holder?.TeamId
        );

    private async ValueTask<TaskSubject?> SubjectAsync(
        TaskEntity entity,
        Actor actor,
        CancellationToken cancellationToken
    ) =>
        subjects.FirstOrDefault(s => s.Kind == entity.Type) is { } kind
            ? await kind.FindAsync(entity.Id, actor, cancellationToken)
            : null;

    /// <summary>Who is named; else whoever makes it, and for an integration whose the entity is, or that
    /// pool.</summary>
    private async ValueTask<Verdict<TaskHolder>> HolderAsync(
        CreateTask body,
        TaskSubject? subject,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (body.OwnerId is not null || body.TeamId is not null)
            return await owners.ResolveAsync(body.OwnerId, body.TeamId, command, cancellationToken);
        if (subject is null || !command.Actor.Is(Role.Integration))
            return new TaskHolder(command.Actor.Id, command.Actor.TeamId);
        var whose = await availability.OrPoolAsync(
            new Holder(subject.OwnerId, subject.TeamId),
            command.Now,
            cancellationToken
        );
        return new TaskHolder(whose.OwnerId, whose.TeamId);
    }

    private async ValueTask<int?> TargetAsync(
        SalesTask before,
        SalesTask after,
        CancellationToken cancellationToken
    )
    {
        if (before.Priority == after.Priority || after.Sla?.PolicyId is not { } policy)
            return null;
        var question = new SlaQuestion(policy, null, after.Priority, after.OwnerId, after.TeamId);
        return (await clocks.TermsAsync(question, cancellationToken))?.TargetMinutes;
    }

    private static IReadOnlyList<Fault> Objections(SalesTask task, PatchRequest<EditTask> request)
    {
        if (!task.IsOpen)
            return [Fault.Conflict("task.state", "A closed task is not edited; reopen it first.")];
        var cleared = request.Patch.Cleared(["title", "priority"]);
        return request.Patch.Has("due_at") && task.Sla is not null
            ? [.. cleared, DueBySla]
            : cleared;
    }

    private static readonly Fault DueBySla = Fault.Invalid(
        "/due_at",
        "task.due_by_sla",
        "The task's SLA clock says when it is due; change its priority, or hold it."
    );

    private static SalesTask Assemble(
        CreateTask body,
        TaskSubject subject,
        TaskHolder holder,
        SalesTaskId id,
        Command command
    ) =>
        new()
        {
            Id = id,
            Title = body.Title.Trim(),
            Type = body.Type ?? TaskType.Custom,
            EntityRef = subject.Ref,
            PipelineId = subject.PipelineId,
            Stage = subject.Stage,
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            Priority = body.Priority ?? TaskPriority.Normal,
            Optional = true,
            OnLeave = OnLeave.Keep,
            NotBefore = body.NotBefore,
            DueAt = body.DueAt,
            Checklist = ChecklistBody.Items(body.Checklist),
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = command.Actor.Id,
            UpdatedBy = command.Actor.Id,
        };
}
