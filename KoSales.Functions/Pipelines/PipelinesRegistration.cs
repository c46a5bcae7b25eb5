using KoSales.Domain.Pipelines;
using KoSales.Functions.Assignment;
using KoSales.Functions.Calendars;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Jobs;
using KoSales.Functions.Pipelines.Board;
using KoSales.Functions.Pipelines.Migration;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.References;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Pipelines;

public static class PipelinesRegistration
{
    public static IServiceCollection AddPipelines(this IServiceCollection services)
    {
        services.TryAddSingleton<IStageEntry, NoStageEntry>();
        services.TryAddSingleton<IStagePolicies, NoStagePolicies>();
        services.TryAddSingleton<IBusinessTime, DefaultBusinessTime>();
        return services
            .AddReferences(typeof(StageReferences))
            .AddCollections(
                PipelineWorkflows.Collection,
                PipelineWorkflows.Versions,
                PipelineCollections.Lead,
                PipelineCollections.Contact,
                PipelineCollections.Deal
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
            .AddIncluded(PipelineLists.RelatedOf(PipelineKind.Lead))
            .AddIncluded(PipelineLists.RelatedOf(PipelineKind.Contact))
            .AddIncluded(PipelineLists.RelatedOf(PipelineKind.Deal))
            .AddSingleton<EntityTable>()
            .AddSingleton<WorkflowCache>()
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
            .AddSingleton<IStartTask, FirstWorkflows>();
    }
}
