using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Invariants;
using KoSales.Functions.Jobs;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Cohorts;

public static class CohortsRegistration
{
    public static IServiceCollection AddCohorts(this IServiceCollection services) =>
        services
            .AddStored()
            .AddContracts(CohortContractsJson.Default, CohortInsightJson.Default)
            .AddLists(CohortLists.Cohorts)
            .AddSingleton<CohortCache>()
            .AddSingleton<ICustomFieldWatcher>(services =>
                services.GetRequiredService<CohortCache>()
            )
            .AddSingleton<CohortEntities>()
            .AddSingleton<CohortChecks>()
            .AddSingleton<CohortWriter>()
            .AddSingleton<CohortDesk>()
            .AddSingleton<IFieldUses, CohortRuleUses>()
            .AddSingleton<IStageUses, CohortStageUses>()
            .AddMembers()
            .AddEvaluation()
            .AddHandlers();

    private static IServiceCollection AddStored(this IServiceCollection services) =>
        services
            .AddCollections(
                Cohort.Collection,
                CohortMember.Collection,
                MembershipPeriod.Collection,
                CohortReevaluation.Collection,
                CohortFigures.Collection
            )
            .AddCollections(CohortStamp.Collection, CohortEffect.Collection)
            .AddSingleton(new UntidyTexts(Cohort.Collection));

    private static IServiceCollection AddMembers(this IServiceCollection services) =>
        services
            .AddSingleton<MembershipRows>()
            .AddSingleton<IMemberships>(services => services.GetRequiredService<MembershipRows>())
            .AddSingleton<MembershipWriter>()
            .AddSingleton<MembershipGroups>()
            .AddSingleton<CohortMembers>()
            .AddSingleton<CohortMemberPages>();

    private static IServiceCollection AddEvaluation(this IServiceCollection services) =>
        services
            .AddSingleton<CohortEvaluation>()
            .AddSingleton<CohortFollowUp>()
            .AddSingleton<CohortPreview>()
            .AddSingleton<CohortExplain>()
            .AddSingleton<IInvariant, CohortInvariants>()
            .AddSingleton<CohortReevaluations>()
            .AddSingleton<CohortKeeper>();

    private static IServiceCollection AddHandlers(this IServiceCollection services) =>
        services
            .AddSingleton<IEventHandler, CohortHandler>()
            .AddSingleton<IEventHandler, CohortRuleHandler>()
            .AddSingleton<IEventHandler, CohortEffects>()
            .AddSingleton<IJobRunner, CohortEvaluationRunner>();
}
