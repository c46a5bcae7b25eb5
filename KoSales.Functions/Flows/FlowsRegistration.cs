using KoSales.Domain.Flows;
using KoSales.Functions.Flows.Stages;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines.Moves;
using KoSales.Functions.Tasks.Making;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Flows;

public static class FlowsRegistration
{
    /// <summary>After AddPipelines and AddTasks, whose seams it fills.</summary>
    public static IServiceCollection AddFlows(this IServiceCollection services) =>
        services
            .AddContracts(FlowContractsJson.Default)
            .AddCollections(FlowHours.Collection)
            .AddSingleton<FlowHoursWatch>()
            .AddSingleton<AutomatedTasks>()
            .AddSingleton<IStageEntry, StageOpener>()
            .AddSingleton<StageFlowStarter>()
            .AddSingleton<StageCases>()
            .AddSingleton<StageActs>()
            .AddSingleton<StageBlocks>()
            .AddSingleton<StageReconciler>()
            .AddSingleton<FlowDesk>()
            .AddSingleton<IEventHandler, StageFlowStarts>()
            .AddSingleton<IEventHandler, StageFlowTasks>()
            .AddSingleton<IEventHandler, StageFlowRetries>();
}
