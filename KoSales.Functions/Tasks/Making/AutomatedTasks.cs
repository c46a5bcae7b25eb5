using System.Collections.Frozen;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Tasks;
using KoSales.Domain.Work;

namespace KoSales.Functions.Tasks.Making;

/// <summary>What an automated task is made of, before it has an id.</summary>
/// <param name="Workflow">The version that the visit runs on.</param>
public sealed record TaskOrder(
    Pipeline Pipeline,
    TaskWorkflowVersion Workflow,
    TaskStep Step,
    int Attempt
)
{
    /// <summary>Channels by which the entity may not be contacted.</summary>
    public IReadOnlySet<ConsentChannel> Barred { get; init; } = FrozenSet<ConsentChannel>.Empty;
}

/// <summary>
/// Makes the tasks that plans ask for: assigned by rule, with the clock running. One that may not be done
/// is made
/// cancelled, without a clock.
/// </summary>
public sealed class AutomatedTasks(AssigneeRules assignees, ISlaClocks clocks)
{
    public async ValueTask<SalesTask> MakeAsync(
        TaskOrder order,
        SalesTaskId id,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var step = order.Step;
        var owner = new TaskHolder(order.Pipeline.OwnerId, order.Pipeline.TeamId);
        var now = command.Now;
        var holder = await assignees.ResolveAsync(step.Assignee, owner, now, cancellationToken);
        var task = Assemble(order, id, holder, command);
        if (step.Type.IsBarredBy(order.Barred))
            return task with
            {
                Status = TaskState.Cancelled,
                CompletedAt = now,
                CompletedBy = "system",
            };
        var terms = await clocks.TermsAsync(QuestionOf(step, holder), cancellationToken);
        var times = await clocks.TimesAsync(null, cancellationToken);
        return task.StartClock(terms, times, now);
    }

    private static SlaQuestion QuestionOf(TaskStep step, TaskHolder holder) =>
        new(step.SlaPolicyId, step.TargetMinutes, step.Priority, holder.OwnerId, holder.TeamId);

    private static SalesTask Assemble(
        TaskOrder order,
        SalesTaskId id,
        TaskHolder holder,
        Command command
    )
    {
        var (pipeline, step) = (order.Pipeline, order.Step);
        return new SalesTask
        {
            Id = id,
            Title = step.Title,
            Type = step.Type,
            EntityRef = pipeline.EntityRef,
            PipelineId = pipeline.Id,
            Stage = pipeline.Stage,
            Visit = pipeline.Visit,
            WorkflowId = order.Workflow.WorkflowId.Value,
            WorkflowVersion = order.Workflow.WorkflowVersion,
            StepKey = step.Key,
            Attempt = order.Attempt,
            CreationKey = SalesTask.CreationKeyOf(
                pipeline.Id,
                pipeline.Visit,
                step.Key,
                order.Attempt
            ),
            Priority = step.Priority,
            Optional = step.Optional,
            OnLeave = step.OnLeave,
            Checklist = [.. step.Checklist.Select(text => new ChecklistItem(text, false))],
            OwnerId = holder.OwnerId,
            TeamId = holder.TeamId,
            CreatedAt = command.Now,
            UpdatedAt = command.Now,
            CreatedBy = "system",
            UpdatedBy = "system",
        };
    }
}
