using KoSales.Domain.Pipelines;
using KoSales.Domain.Pipelines.Migration;
using KoSales.Domain.Pipelines.Workflows;
using KoSales.Functions.Assignment;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Invariants;
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
            .AddPipelineLists()
            .AddWorkflows()
            .AddMoves()
            .AddMigration()
            .AddContracts(BoardJson.Default)
            .AddSingleton<StageAges>()
            .AddSingleton<PipelineBoard>();
    }

    private static IServiceCollection AddPipelineLists(this IServiceCollection services) =>
        services
            .AddCollections(
                PipelineCollections.Lead,
                PipelineCollections.Contact,
                PipelineCollections.Deal
            )
            .AddContracts(PipelineContractsJson.Default)
            .AddLists(PipelineLists.Lead, PipelineLists.Contact, PipelineLists.Deal)
            .AddIncluded(PipelineLists.RelatedOf(PipelineKind.Lead))
            .AddIncluded(PipelineLists.RelatedOf(PipelineKind.Contact))
            .AddIncluded(PipelineLists.RelatedOf(PipelineKind.Deal))
            .AddSingleton<EntityTable>()
            .AddSingleton<IAssignmentRelation, PipelineRelation>();

    private static IServiceCollection AddWorkflows(this IServiceCollection services) =>
        services
            .AddReferences(typeof(StageReferences))
            .AddCollections(PipelineWorkflows.Collection, PipelineWorkflows.Versions)
            .AddSingleton(new UntidyTexts(PipelineWorkflows.Collection))
            .AddSingleton(new UntidyTexts(PipelineWorkflows.Versions))
            .AddContracts(WorkflowContractsJson.Default)
            .AddLists(WorkflowLists.Workflows)
            .AddSingleton<WorkflowCache>()
            .AddSingleton<WorkflowChecks>()
            .AddSingleton<WorkflowDesk>()
            .AddSingleton<IFieldUses, GuardUses>()
            .AddSingleton<IStartTask, FirstWorkflows>();

    private static IServiceCollection AddMoves(this IServiceCollection services) =>
        services
            .AddSingleton<StageMoves>()
            .AddSingleton<PipelineMover>()
            .AddSingleton<PipelineRepair>()
            .AddSingleton<PipelineInvariants>()
            .AddSingleton<IInvariant>(s => s.GetRequiredService<PipelineInvariants>());

    private static IServiceCollection AddMigration(this IServiceCollection services) =>
        services
            .AddCollections(PipelineMigrations.Collection, MigrationRefusals.Collection)
            .AddContracts(MigrationContractsJson.Default)
            .AddSingleton<MigrationDesk>()
            .AddSingleton<MigrationPages>()
            .AddSingleton<IJobRunner, MigrationRunner>()
            .AddSingleton<IJobFaults, MigrationFaults>();
}
