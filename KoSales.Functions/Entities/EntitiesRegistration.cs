using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Pii;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Assignment;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.Calls;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Entities.Handing;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Invariants;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Consents;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Board;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Rules;
using KoSales.Functions.Search;
using KoSales.Functions.Tasks;
using KoSales.Functions.Tasks.Making;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Entities;

public static class EntitiesRegistration
{
    /// <summary>What all kinds share.</summary>
    public static IServiceCollection AddEntities(this IServiceCollection services) =>
        services
            .AddSingleton<EntitySight>()
            .AddSingleton<IEntityPauses, EntityPauses>()
            .AddSingleton<EntityRecords>()
            .AddSingleton<EntityOwners>()
            .AddSingleton<CohortErrands>()
            .AddSingleton<CohortRecords>()
            .AddSingleton<CohortMemberLists>()
            .AddSingleton<PersonConsents>()
            .AddSingleton<PersonalChanges>()
            .AddContracts(EntityContractsJson.Default)
            .AddSingleton<PipelineStarts>();

    /// <summary>One kind, with its part in search, tasks, rules and, where it goes through one, pipelines.
    /// docs/howto-entity.md is the walk.</summary>
    public static IServiceCollection AddEntity<T>(
        this IServiceCollection services,
        EntityLife<T> life
    )
        where T : Entity
    {
        var spec = life.Spec;
        services
            .AddSingleton(life)
            .AddSingleton(spec)
            .AddSingleton(life.Decisions)
            .AddCollections(spec.Collection)
            .AddLists(spec.List)
            .AddSingleton<IEntityDuplicates<T>, EntityDuplicates<T>>()
            .AddSingleton<EntityUpkeep<T>>()
            .AddSingleton<EntityWriter<T>>()
            .AddSingleton<EntityReferences<T>>()
            .AddSingleton<EntityWorkflows<T>>()
            .AddSingleton<EntityIntake<T>>()
            .AddSingleton<EntityDesk<T>>()
            .AddSingleton<IEntityChanges<T>, EntityChanges<T>>()
            .AddSingleton<EntityAssigning<T>>()
            .AddSingleton<IAssignedEntities, EntityHandovers<T>>()
            .AddSingleton<IRelatedEntities, RelatedEntities<T>>()
            .AddSingleton<IPlanSubjects, EntityPlanSubjects<T>>()
            .AddSingleton<ICohortEntity, EntityCohorts<T>>()
            .AddSingleton<ISearchSource, EntitySearch<T>>()
            .AddSingleton<ITaskSubjects, EntityTaskSubjects<T>>();
        services.AddEntityRules(spec);
        return spec.Pipeline is { } pipeline ? services.AddStages(spec, pipeline) : services;
    }

    /// <summary>One kind that has personal data, with its part in calls, reveals, consents and
    /// erasures.</summary>
    public static IServiceCollection AddPersonalEntity<T, TCopies>(
        this IServiceCollection services,
        EntityLife<T> life
    )
        where T : PersonalEntity
        where TCopies : PersonalCopies =>
        services
            .AddEntity(life)
            .AddSingleton<IPersonalSide<T>, PersonalSide<T>>()
            .AddSingleton<ISubjectScope, PersonalScope<T>>()
            .AddSingleton<ICallParties, PersonalCallParties<T>>()
            .AddSingleton<IConsentSubjects, PersonalConsents<T>>()
            .AddSingleton<IRuleRelation>(new LicenceRuleRelation(life.Spec.Kind, life.Spec.Noun))
            .AddSingleton<IPersonalDataHolder, TCopies>();

    /// <summary>Batches of one kind.</summary>
    public static IServiceCollection AddBatches<T, TCreate, TEdit>(this IServiceCollection services)
        where T : Entity
        where TCreate : class, INewEntity
        where TEdit : class => services.AddSingleton<EntityBatch<T, TCreate, TEdit>>();

    /// <summary>One kind, as rules see it, with the facts of what belongs to it.</summary>
    public static IServiceCollection AddEntityRules<T>(
        this IServiceCollection services,
        EntitySpec<T> spec
    )
        where T : Entity =>
        services
            .AddSingleton<IRuleEntity, EntityRules<T>>()
            .AddSingleton<IRuleRelation>(s => new TaskRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                spec.Kind
            ))
            .AddSingleton<IRuleRelation>(s => new CallRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                spec.Kind
            ))
            .AddSingleton<IRuleRelation>(s => new MembershipRuleRelation(
                s.GetRequiredService<IMemberships>(),
                spec.Kind
            ));

    private static IServiceCollection AddStages<T>(
        this IServiceCollection services,
        EntitySpec<T> spec,
        PipelineKind pipeline
    )
        where T : Entity
    {
        if (spec.AmountPath is { } path)
            services.AddSingleton<IBoardAmounts>(s => new EntityBoardAmounts<T>(
                spec,
                path,
                s.GetRequiredService<IDocumentStore>()
            ));
        return services
            .AddSingleton<IInvariant>(s => new EntityPipelineInvariant<T>(
                spec,
                pipeline,
                s.GetRequiredService<IDocumentStore>()
            ))
            .AddSingleton<IPipelineEntities, EntityStages<T>>()
            .AddSingleton<IRuleRelation>(s => new PipelineRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                spec.Kind,
                pipeline
            ));
    }
}
