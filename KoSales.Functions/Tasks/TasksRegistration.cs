using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.References;
using KoSales.Functions.Tasks.Making;
using KoSales.Functions.Tasks.Owning;
using KoSales.Functions.Tasks.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KoSales.Functions.Tasks;

public static class TasksRegistration
{
    public static IServiceCollection AddTasks(this IServiceCollection services)
    {
        services.TryAddSingleton<ISlaClocks, DefaultSlaClocks>();
        return services
            .AddDeclarations()
            .AddDesks()
            .AddReferences(typeof(PlanReferences))
            .AddSingleton<IPlanReleases, PlanReleases>()
            .AddSingleton<IOpenWork, OpenWork>()
            .AddSingleton<IAssignmentRelation, TaskRelation>();
    }

    /// <summary>What is stored, what is on the wire, what is listed.</summary>
    private static IServiceCollection AddDeclarations(this IServiceCollection services) =>
        services
            .AddCollections(SalesTasks.Collection, TaskWorkflows.Collection, TaskWorkflows.Versions)
            .AddContracts(TaskContractsJson.Default, TaskWorkflowContractsJson.Default)
            .AddLists(TaskLists.Tasks, TaskLists.OfEntity, TaskWorkflowFunctions.Workflows)
            .AddIncluded(TaskLists.Related);

    private static IServiceCollection AddDesks(this IServiceCollection services) =>
        services
            .AddSingleton<TaskWorkflowCache>()
            .AddSingleton<TaskOwners>()
            .AddSingleton<TaskSubjects>()
            .AddSingleton<AssigneeRules>()
            .AddSingleton<EntityTasks>()
            .AddSingleton<NoticeTasks>()
            .AddSingleton<TaskPortfolios>()
            .AddSingleton<TaskWriter>()
            .AddSingleton<TaskDesk>()
            .AddSingleton<TaskIntake>()
            .AddSingleton<TaskWorkflowUse>()
            .AddSingleton<TaskWorkflowDesk>();
}
