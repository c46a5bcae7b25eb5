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
        return services.AddContracts(FlowContractsJson.Default).AddStages().AddEvents().AddEngine();
    }

    /// <summary>What a flow does while a pipeline is in a stage.</summary>
    private static IServiceCollection AddStages(this IServiceCollection services) =>
        services
            .AddCollections(FlowHours.Collection)
            .AddSingleton<FlowHoursWatch>()
            .AddSingleton<Tasks.AutomatedTasks>()
            .AddSingleton<IStageEntry, StageOpener>()
            .AddSingleton<StageCases>()
            .AddSingleton<StageActs>()
            .AddSingleton<StageBlocks>()
            .AddSingleton<StageReconciler>()
            .AddSingleton<FlowDesk>();

    /// <summary>What starts and wakes flows.</summary>
    private static IServiceCollection AddEvents(this IServiceCollection services) =>
        services
            .AddSingleton<DurableClients>()
            .AddSingleton<StageFlowStarter>()
            .AddSingleton<IEventHandler, StageFlowStarts>()
            .AddSingleton<IEventHandler, StageFlowTasks>()
            .AddSingleton<IEventHandler, StageFlowRetries>();

    /// <summary>The machine that runs flows: what it leaves behind, and whether it runs.</summary>
    private static IServiceCollection AddEngine(this IServiceCollection services) =>
        services
            .AddSingleton<HubPurge>()
            .AddCollections(EngineBeat.Collection)
            .AddSingleton<EngineBeats>()
            .AddSingleton<IReadinessCheck, TaskHubCheck>()
            .AddSingleton<IReadinessCheck, EngineCheck>();
}
