using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities;
using KoSales.Domain.Pipelines.Moves;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Entities.Parts;

/// <summary>What cohorts do with entities of every kind alike.</summary>
public sealed class CohortErrands(TaskIntake tasks, PipelineMover pipelines)
{
    /// <summary>A task made by the system falls to the entity's owner, as one of an integration does.</summary>
    private static readonly Actor ForOwner = Actor.System with
    {
        Roles = [Role.Admin, Role.Integration],
    };

    public static Fault BadTag => Fault.Conflict("cohort.bad_tag", "The action's tag is none.");

    /// <summary>The same list when the tag is there, or gone, already.</summary>
    public static IReadOnlyList<string> Tagged(
        IReadOnlyList<string> tags,
        CohortAction action,
        string tag
    )
    {
        var isWanted = action.Type == CohortActionType.AddTag;
        if (tags.Contains(tag) == isWanted)
            return tags;
        return isWanted ? [.. tags, tag] : [.. tags.Where(t => t != tag)];
    }

    /// <summary>Whether whoever the action names has it already.</summary>
    public static bool IsTheirs(Entity entity, CohortAction action) =>
        action.AgentId is { } agent
            ? entity.OwnerId == agent
            : entity.OwnerId is null && entity.TeamId == action.TeamId;

    public async Task<Verdict<CohortActed>> TaskAsync(
        Entity entity,
        CohortAction action,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var body = new CreateTask
        {
            Title = action.Title!,
            Type = action.TaskType,
            Priority = action.Priority,
            TargetMinutes = action.TargetMinutes,
            EntityRef = new TaskEntity { Type = entity.Ref.Type, Id = entity.Key },
        };
        var forOwner = command with { Actor = ForOwner };
        var made = await tasks.CreateAsync(body, forOwner, cancellationToken);
        return made.IsRefused ? made.Refusal : new CohortActed(Recorded: true);
    }

    public async Task<Verdict<CohortActed>> MoveAsync(
        Entity entity,
        string stage,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (entity.Stage == stage)
            return new CohortActed(Recorded: false);
        if (entity.PipelineId is not { } pipeline)
            return Fault.Conflict("cohort.no_pipeline", "It has no pipeline to move.");
        var moved = await pipelines.MoveAsync(
            pipeline,
            new MoveRequest(stage, "a cohort's action", entity.Stage, Automatic: true),
            command,
            cancellationToken
        );
        return moved.IsRefused ? moved.Refusal : new CohortActed(Recorded: true);
    }
}
