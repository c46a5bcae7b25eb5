using KoSales.Domain.Leads;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Calls;
using KoSales.Functions.Cohorts.Actions;
using KoSales.Functions.Entities;
using KoSales.Functions.Entities.Making;
using KoSales.Functions.Entities.Parts;
using KoSales.Functions.Entities.Personal;
using KoSales.Functions.Invariants;
using KoSales.Functions.Leads.Intake;
using KoSales.Functions.Leads.Parts.Calls;
using KoSales.Functions.Leads.Parts.Clocks;
using KoSales.Functions.Leads.Parts.Cohorts;
using KoSales.Functions.Leads.Parts.Notices;
using KoSales.Functions.Leads.Parts.Pipelines;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Rules;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Tasks.Making;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Leads.Parts;

/// <summary>What leads do in the mechanisms that serve every entity.</summary>
public static class LeadPartsRegistration
{
    /// <summary>After AddLeads and the mechanisms.</summary>
    public static IServiceCollection AddLeadParts(this IServiceCollection services) =>
        services
            .AddLeadPipelines()
            .AddLeadTasks()
            .AddLeadClocks()
            .AddLeadCalls()
            .AddLeadCohorts()
            .AddLeadRules();

    public static IServiceCollection AddLeadPipelines(this IServiceCollection services) =>
        services
            .AddSingleton<EntityStages<Lead>>()
            .AddSingleton<IPipelineEntities>(s => s.GetRequiredService<EntityStages<Lead>>())
            .AddSingleton<IInvariant>(s => new EntityPipelineInvariant<Lead>(
                LeadLists.Entity,
                PipelineKind.Lead,
                s.GetRequiredService<IDocumentStore>()
            ))
            .AddSingleton<EntityWorkflows<Lead>>()
            .AddSingleton<ILeadStart, LeadPipelineStart>()
            .AddSingleton<ILeadPipelines, LeadPipelines>();

    public static IServiceCollection AddLeadTasks(this IServiceCollection services) =>
        services
            .AddSingleton<ITaskSubjects, EntityTaskSubjects<Lead>>()
            .AddSingleton<ILeadNotices, LeadNoticeTasks>();

    public static IServiceCollection AddLeadClocks(this IServiceCollection services) =>
        services
            .AddSingleton<IEventHandler, FirstResponse>()
            .AddSingleton<LeadClocks>()
            .AddSingleton<ILeadClocks>(services => services.GetRequiredService<LeadClocks>())
            .AddSingleton<IRunningClocks, RunningLeadClocks>()
            .AddSingleton<ISweepRound>(services => new LeadClockRound(
                LeadClockRound.FirstResponse,
                services.GetRequiredService<BusinessTimes>()
            ))
            .AddSingleton<ISweepRound>(services => new LeadClockRound(
                LeadClockRound.CallBack,
                services.GetRequiredService<BusinessTimes>()
            ));

    /// <summary>After AddLeadClocks, which calls start and stop.</summary>
    public static IServiceCollection AddLeadCalls(this IServiceCollection services) =>
        services
            .AddSingleton<ICallParties, PersonalCallParties<Lead>>()
            .AddSingleton<IEventHandler, LeadCalls>();

    public static IServiceCollection AddLeadCohorts(this IServiceCollection services) =>
        services
            .AddSingleton<ICohortEntity, EntityCohorts<Lead>>()
            .AddLists(CohortLeadFunctions.Listed);

    public static IServiceCollection AddLeadRules(this IServiceCollection services) =>
        services
            .AddEntityRules(LeadLists.Entity)
            .AddSingleton<IRuleRelation>(s => new PipelineRuleRelation(
                s.GetRequiredService<IDocumentStore>(),
                EntityKind.Lead,
                PipelineKind.Lead
            ))
            .AddSingleton<IRuleRelation>(
                new LicenceRuleRelation(EntityKind.Lead, LeadLists.Entity.Noun)
            );
}
