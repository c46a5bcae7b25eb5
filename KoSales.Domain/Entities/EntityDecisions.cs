using KoSales.Domain.Assignment;
using KoSales.Domain.Fields;
using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Domain.Timeline;

namespace KoSales.Domain.Entities;

/// <summary>The life that all entities have in common. Deleted ones do not get here, but to be restored:
/// they are not found.</summary>
/// <param name="noun">As in events and codes: <c>deal</c>.</param>
public sealed class EntityDecisions<T>(string noun, FieldTable<T> table)
    where T : Entity
{
    /// <param name="made">With its id and what was given.</param>
    public EntityFact<T> Create(T made, Holder holder, Command command) =>
        new(
            (T)(
                made with
                {
                    OwnerId = holder.OwnerId,
                    TeamId = holder.TeamId,
                    AssignedAt = holder.OwnerId is null ? null : command.Now,
                    CreatedAt = command.Now,
                    UpdatedAt = command.Now,
                    CreatedBy = command.Actor.Id,
                    UpdatedBy = command.Actor.Id,
                }
            ),
            $"{noun}.created",
            TimelineKind.Created,
            []
        );

    /// <param name="after">With other values in the fields that people write.</param>
    public EntityFact<T> Edit(T before, T after, Command command) =>
        Changed(before, after, command, $"{noun}.updated", TimelineKind.Edited);

    /// <summary>To an agent, with the team of that agent; or to a team's pool, with no agent.</summary>
    public Verdict<EntityFact<T>> Assign(T entity, Holder to, Command command)
    {
        if (!entity.IsOpen)
            return NotOpen(entity, "assigned");
        var given = entity with
        {
            OwnerId = to.OwnerId,
            TeamId = to.TeamId,
            AssignedAt = command.Now,
        };
        return Changed(entity, (T)given, command, $"{noun}.assigned", TimelineKind.Assigned);
    }

    /// <summary>Hidden from lists and searches.</summary>
    public EntityFact<T> Delete(T entity, Command command) =>
        new(
            Next((T)(entity with { DeletedAt = command.Now }), command),
            $"{noun}.deleted",
            TimelineKind.Status,
            [new FieldChange("deleted_at", null, InstantConverter.Write(command.Now))]
        );

    /// <param name="to">Who has it from now on.</param>
    public Verdict<EntityFact<T>> Restore(T entity, Holder to, Command command)
    {
        if (entity.DeletedAt is not { } deletedAt)
            return Fault.Conflict($"{noun}.not_deleted", $"The {noun} is not deleted.");
        if (entity.ObjectionToRestoring() is { } merged)
            return merged;
        var restored = (T)(
            entity with
            {
                DeletedAt = null,
                OwnerId = to.OwnerId,
                TeamId = to.TeamId,
            }
        );
        return new EntityFact<T>(
            Next(restored, command),
            $"{noun}.restored",
            TimelineKind.Status,
            [
                new FieldChange("deleted_at", InstantConverter.Write(deletedAt), null),
                .. table.Differences(entity, restored),
            ]
        );
    }

    /// <summary>Follows the pipeline into a stage; no changes when it is there already. The event is only worth
    /// telling when the status changed.</summary>
    /// <param name="reason">Of an end, becomes the entity's.</param>
    /// <param name="holder">The pipeline's, which the entity follows when it is open again.</param>
    public Verdict<EntityFact<T>> Enter(
        T entity,
        StageDefinition stage,
        string? reason,
        Holder holder,
        Command command
    )
    {
        var entered = (T)(entity.At(stage, reason, command.Now) with { Stage = stage.Key });
        if (!entity.IsOpen && entered.IsOpen)
            entered = (T)(entered with { OwnerId = holder.OwnerId, TeamId = holder.TeamId });
        var fact = Changed(
            entity,
            entered,
            command,
            $"{noun}.{(entered.IsOpen ? "reopened" : entered.StatusName)}",
            TimelineKind.Status
        );
        if (fact.Changes.Count > 0 && entity.ObjectionToEntering(stage) is { } objection)
            return objection;
        return fact with { Reason = reason };
    }

    /// <summary>On the pipeline that it was given, at its stage.</summary>
    /// <param name="started">Of the same entity.</param>
    public static T Started(T entity, Pipeline started, StageDefinition stage, string? reason) =>
        (T)(
            entity.At(stage, reason, started.StageEnteredAt) with
            {
                PipelineId = started.Id,
                Stage = stage.Key,
            }
        );

    public Fault NotOpen(T entity, string what) =>
        Fault.Conflict(
            $"{noun}.not_open",
            $"This {noun} cannot be {what}: it is {entity.StatusName}.",
            ("current_status", entity.StatusName)
        );

    /// <summary>The next version where a field differs; otherwise no changes.</summary>
    internal EntityFact<T> Changed(
        T before,
        T after,
        Command command,
        string type,
        TimelineKind kind
    )
    {
        var changes = table.Differences(before, after);
        return new EntityFact<T>(
            changes.Count == 0 ? before : Next(after, command),
            type,
            kind,
            changes
        );
    }

    internal static T Next(T entity, Command command) =>
        (T)(
            entity with
            {
                Version = entity.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        );
}
