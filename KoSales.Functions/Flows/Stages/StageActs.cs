using System.Collections.Frozen;
using KoSales.Domain.Flows;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Flows.Stages;

/// <summary>Adds to a batch what a decision says is to be done: due tasks and levels of escalation
/// policies.</summary>
public sealed class StageActs(
    AutomatedTasks tasks,
    AssigneeRules assignees,
    ISlaClocks clocks,
    IdAllocator ids,
    EntityTable entities
)
{
    private static readonly FrozenSet<ConsentChannel> Nobody = [];

    public async ValueTask AddAsync(
        WriteBatch batch,
        StageCase found,
        StageDecision decision,
        Command command,
        CancellationToken cancellationToken
    )
    {
        foreach (var open in decision.Acts.OfType<StageAct.OpenTask>())
            batch.AddNew(await OpenAsync(found, open, command, cancellationToken), command);
        foreach (
            var escalations in decision.Acts.OfType<StageAct.Escalate>().GroupBy(e => e.TaskId)
        )
        {
            await EscalateAsync(
                batch,
                found.Task(escalations.Key),
                [.. escalations],
                command,
                cancellationToken
            );
        }
    }

    private async ValueTask<SalesTask> OpenAsync(
        StageCase found,
        StageAct.OpenTask open,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var barred = TaskChannels.Of(open.Step.Type) is null
            ? Nobody
            : await BarredAsync(found.Pipeline, cancellationToken);
        var order = new TaskOrder(found.Pipeline, found.Workflow, open.Step, open.Attempt)
        {
            Barred = barred,
        };
        return await tasks.MakeAsync(
            order,
            await ids.NextAsync<SalesTaskId>(cancellationToken),
            command,
            cancellationToken
        );
    }

    private async ValueTask<IReadOnlySet<ConsentChannel>> BarredAsync(
        Pipeline pipeline,
        CancellationToken cancellationToken
    ) =>
        await entities.Of(pipeline.Kind).LoadAsync(pipeline.EntityRef.Id, cancellationToken)
            is { } entity
            ? entity.Barred
            : Nobody;

    /// <summary>Several levels may be due at once after downtime: one write of the task, one event and entry
    /// for each.</summary>
    private async ValueTask EscalateAsync(
        WriteBatch batch,
        SalesTask task,
        IReadOnlyList<StageAct.Escalate> escalations,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var changes = await ChangesAsync(task, escalations, command, cancellationToken);
        if (changes.Count == 0)
            return;
        var last = changes[^1].Task with { Version = task.Version + 1 };
        batch.Replace(task, last, command);
        foreach (var change in changes)
            batch.Record(change, command);
    }

    private async ValueTask<IReadOnlyList<TaskChange>> ChangesAsync(
        SalesTask task,
        IReadOnlyList<StageAct.Escalate> escalations,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var times = await clocks.TimesAsync(task.Sla?.Clock, cancellationToken);
        var call = new TaskCall(command, times);
        var current = task;
        List<TaskChange> changes = [];
        foreach (var escalation in escalations)
        {
            var holder = await HolderAsync(escalation.Action, current, command, cancellationToken);
            var escalated = current.Escalate(escalation.Level, escalation.Action, holder, call);
            if (escalated.IsRefused)
                break;
            changes.Add(escalated.Value);
            current = escalated.Value.Task;
        }

        return changes;
    }

    private async ValueTask<TaskHolder?> HolderAsync(
        EscalationAction action,
        SalesTask task,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var rule = action switch
        {
            EscalationAction.Notify or EscalationAction.RaisePriority => null,
            EscalationAction.ReassignManager => "manager",
            EscalationAction.ReassignLeastLoaded => "least_loaded",
        };
        if (rule is null)
            return null;
        var found = await assignees.ResolveAsync(
            rule,
            new TaskHolder(task.OwnerId, task.TeamId),
            command.Now,
            cancellationToken
        );
        return found.OwnerId is null ? null : found;
    }
}
