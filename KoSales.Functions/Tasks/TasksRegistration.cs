using KoSales.Domain.Tasks;
using KoSales.Functions.Assignment;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.References;
using KoSales.Functions.Tasks.Making;
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
            .AddReferences(typeof(PlanReferences))
            .AddSingleton<IPlanReleases, PlanReleases>()
            .AddCollections(SalesTasks.Collection, TaskWorkflows.Collection, TaskWorkflows.Versions)
            .AddContracts(TaskContractsJson.Default, TaskWorkflowContractsJson.Default)
            .AddLists(TaskLists.Tasks, TaskLists.OfEntity, TaskWorkflowFunctions.Workflows)
            .AddIncluded(TaskLists.Related)
            .AddSingleton<TaskWorkflowCache>()
            .AddSingleton<TaskOwners>()
            .AddSingleton<TaskSubjects>()
            .AddSingleton<IOpenWork, OpenWork>()
            .AddSingleton<AssigneeRules>()
            .AddSingleton<EntityTasks>()
            .AddSingleton<TaskPortfolios>()
            .AddSingleton<IAssignmentRelation, TaskRelation>()
            .AddSingleton<TaskWriter>()
            .AddSingleton<TaskDesk>()
            .AddSingleton<TaskIntake>()
            .AddSingleton<TaskWorkflowUse>()
            .AddSingleton<TaskWorkflowDesk>();
    }
}
