using KoSales.Domain.Pipelines;
using KoSales.Functions.Assignment;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads;
using KoSales.Functions.References;
using KoSales.Functions.Startup;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Pipelines;

public static class PipelinesRegistration
{
    /// <summary>After AddLeads, whose seams it fills.</summary>
    public static IServiceCollection AddPipelines(this IServiceCollection services)
    {
        services.TryAddSingleton<IStageEntry, NoStageEntry>();
        services.TryAddSingleton<IStagePolicies, NoStagePolicies>();
        services.TryAddSingleton<IBusinessTime, DefaultBusinessTime>();
        services.TryAddSingleton<ILeadClocks, NoLeadClocks>();
        return services
            .AddReferences(typeof(StageReferences))
            .AddCollections(
                PipelineWorkflows.Collection,
                PipelineWorkflows.Versions,
                Domain.Pipelines.Pipelines.Lead,
                Domain.Pipelines.Pipelines.Contact,
                Domain.Pipelines.Pipelines.Deal
            )
            .AddCollections(PipelineMigrations.Collection, MigrationRefusals.Collection)
            .AddSingleton(new UntidyTexts(PipelineWorkflows.Collection))
            .AddSingleton(new UntidyTexts(PipelineWorkflows.Versions))
            .AddContracts(
                WorkflowContractsJson.Default,
                PipelineContractsJson.Default,
                BoardJson.Default,
                MigrationContractsJson.Default
            )
            .AddLists(
                WorkflowLists.Workflows,
                PipelineLists.Lead,
                PipelineLists.Contact,
                PipelineLists.Deal
            )
            .AddSingleton<IPipelineEntities, LeadStageEntities>()
            .AddSingleton<EntityTable>()
            .AddSingleton<WorkflowBook>()
            .AddSingleton<WorkflowChecks>()
            .AddSingleton<WorkflowDesk>()
            .AddSingleton<StageMoves>()
            .AddSingleton<PipelineMover>()
            .AddSingleton<PipelineRepair>()
            .AddSingleton<PipelineInvariants>()
            .AddSingleton<IFieldUses, GuardUses>()
            .AddSingleton<StageAges>()
            .AddSingleton<PipelineBoard>()
            .AddSingleton<MigrationDesk>()
            .AddSingleton<MigrationPages>()
            .AddSingleton<IJobRunner, MigrationRunner>()
            .AddSingleton<IJobFaults, MigrationFaults>()
            .AddSingleton<IAssignmentRelation, PipelineRelation>()
            .AddSingleton<LeadWorkflows>()
            .AddSingleton<ILeadStart, LeadPipelineStart>()
            .AddSingleton<ILeadPipelines, LeadPipelines>()
            .AddSingleton<IStartTask, FirstWorkflows>();
    }
}
