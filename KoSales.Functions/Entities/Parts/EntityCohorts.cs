using KoSales.Domain.Cohorts;
using KoSales.Domain.Entities;
using KoSales.Domain.Fields;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Entities.Handing;

namespace KoSales.Functions.Entities.Parts;

/// <summary>Entities in cohorts.</summary>
public sealed class EntityCohorts<T>(
    EntitySpec<T> spec,
    IDocumentStore store,
    IEntityChanges<T> changing,
    EntityAssigning<T> assigning,
    CohortErrands errands
) : ICohortEntity
    where T : Entity
{
    public EntityKind Kind => spec.Kind;

    public ListSpec List => spec.List;

    public async Task<Verdict<CohortActed>> ActAsync(
        CohortAction action,
        string entityId,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(spec.Collection, entityId, cancellationToken)
            is not { DeletedAt: null } entity
        )
            return spec.NotFound(entityId);
        return action.Type switch
        {
            CohortActionType.AddTag or CohortActionType.RemoveTag => await TagAsync(
                entity,
                action,
                command,
                cancellationToken
            ),
            CohortActionType.Assign => await AssignAsync(
                entity,
                action,
                command,
                cancellationToken
            ),
            CohortActionType.CreateTask => await errands.TaskAsync(
                entity,
                action,
                command,
                cancellationToken
            ),
            CohortActionType.MoveStage => await errands.MoveAsync(
                entity,
                action.Stage!,
                command,
                cancellationToken
            ),
            CohortActionType.Signal or CohortActionType.Webhook => throw new ArgumentException(
                $"{action.Type} is done alike for all entities",
                nameof(action)
            ),
        };
    }

    private async Task<Verdict<CohortActed>> TagAsync(
        T entity,
        CohortAction action,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (!Slugs.TryParse(action.Tag!, out var tag))
            return CohortErrands.BadTag;
        if (ReferenceEquals(CohortErrands.Tagged(entity.Tags, action, tag), entity.Tags))
            return new CohortActed(Recorded: false);
        var tagged = await changing.TagAsync(
            entity.Key,
            tags => CohortErrands.Tagged(tags, action, tag),
            command,
            cancellationToken
        );
        return tagged.IsRefused ? tagged.Refusal : new CohortActed(Recorded: true);
    }

    private async Task<Verdict<CohortActed>> AssignAsync(
        T entity,
        CohortAction action,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (CohortErrands.IsTheirs(entity, action))
            return new CohortActed(Recorded: false);
        var body = new AssignEntity { AgentId = action.AgentId, TeamId = action.TeamId };
        var assigned = await assigning.AssignAsync(entity.Key, body, command, cancellationToken);
        return assigned.IsRefused ? assigned.Refusal : new CohortActed(Recorded: true);
    }
}
