using KoSales.Domain.Flows;
using KoSales.Functions.Health;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Flows;

public static class FlowsRegistration
{
    /// <summary>After AddPipelines and AddTasks, whose seams it fills.</summary>
    public static IServiceCollection AddFlows(this IServiceCollection services)
    {
        services
            .AddOptions<FlowSettings>()
            .BindConfiguration(FlowSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddContracts(FlowContractsJson.Default)
            .AddCollections(FlowHours.Collection)
            .AddSingleton<FlowHoursWatch>()
            .AddSingleton<Tasks.AutomatedTasks>()
            .AddSingleton<IStageEntry, StageOpener>()
            .AddSingleton<DurableClients>()
            .AddSingleton<StageFlowStarter>()
            .AddSingleton<StageCases>()
            .AddSingleton<StageActs>()
            .AddSingleton<StageBlocks>()
            .AddSingleton<StageReconciler>()
            .AddSingleton<FlowDesk>()
            .AddSingleton<IEventHandler, StageFlowStarts>()
            .AddSingleton<IEventHandler, StageFlowTasks>()
            .AddSingleton<HubPurge>()
            .AddCollections(EngineBeat.Collection)
            .AddSingleton<EngineBeats>()
            .AddSingleton<IReadinessCheck, TaskHubCheck>()
            .AddSingleton<IReadinessCheck, EngineCheck>()
            .AddSingleton<IEventHandler, StageFlowRetries>();
    }
}
