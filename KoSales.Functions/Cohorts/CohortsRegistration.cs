using KoSales.Domain.Cohorts;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Cohorts.Evaluation;
using KoSales.Functions.Cohorts.Members;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Jobs;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines.Workflows;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Cohorts;

public static class CohortsRegistration
{
    public static IServiceCollection AddCohorts(this IServiceCollection services) =>
        services
            .AddCollections(
                Cohort.Collection,
                CohortMember.Collection,
                MembershipPeriod.Collection,
                CohortReevaluation.Collection,
                CohortFigures.Collection
            )
            .AddCollections(CohortStamp.Collection, CohortEffect.Collection)
            .AddSingleton(new UntidyTexts(Cohort.Collection))
            .AddContracts(CohortContractsJson.Default, CohortInsightJson.Default)
            .AddLists(CohortLists.Cohorts)
            .AddSingleton<CohortCache>()
            .AddSingleton<ICustomFieldWatcher>(services =>
                services.GetRequiredService<CohortCache>()
            )
            .AddSingleton<CohortEntities>()
            .AddSingleton<MembershipRows>()
            .AddSingleton<IMemberships>(services => services.GetRequiredService<MembershipRows>())
            .AddSingleton<MembershipWriter>()
            .AddSingleton<MembershipGroups>()
            .AddSingleton<CohortMembers>()
            .AddSingleton<CohortChecks>()
            .AddSingleton<CohortWriter>()
            .AddSingleton<CohortDesk>()
            .AddSingleton<CohortEvaluation>()
            .AddSingleton<CohortFollowUp>()
            .AddSingleton<CohortPreview>()
            .AddSingleton<CohortExplain>()
            .AddSingleton<CohortMemberPages>()
            .AddSingleton<CohortInvariants>()
            .AddSingleton<IFieldUses, CohortRuleUses>()
            .AddSingleton<IStageUses, CohortStageUses>()
            .AddSingleton<CohortReevaluations>()
            .AddSingleton<CohortKeeper>()
            .AddSingleton<IEventHandler, CohortHandler>()
            .AddSingleton<IEventHandler, CohortRuleHandler>()
            .AddSingleton<IEventHandler, CohortEffects>()
            .AddSingleton<IJobRunner, CohortEvaluationRunner>();
}
