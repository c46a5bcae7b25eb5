using KoSales.Domain.Sla;
using KoSales.Functions.Calendars;
using KoSales.Functions.Outbox;
using KoSales.Functions.Pipelines;
using KoSales.Functions.References;
using KoSales.Functions.Storage;
using KoSales.Functions.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Sla;

public static class SlaRegistration
{
    /// <summary>Before AddPipelines and AddTasks, whose seams it fills.</summary>
    public static IServiceCollection AddSla(this IServiceCollection services)
    {
        services
            .AddOptions<SlaSettings>()
            .BindConfiguration(SlaSettings.Section)
            .Refuse(s => s.Fault());
        return services
            .AddReferences(typeof(SettingReferences))
            .AddContracts(
                SlaPolicyContractsJson.Default,
                TaskSlaContractsJson.Default,
                SlaReportContractsJson.Default
            )
            .AddPolicies()
            .AddClocks()
            .AddReports()
            .AddSweep();
    }

    private static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services
            .AddCollections(SlaPolicies.Collection)
            .AddLists(SlaPolicyLists.Policies)
            .AddSingleton<PolicyBook>()
            .AddSingleton<SlaPolicyDesk>();

    /// <summary>What starts, stops and moves clocks.</summary>
    private static IServiceCollection AddClocks(this IServiceCollection services) =>
        services
            .AddSingleton<RunningClocks>()
            .AddSingleton<TaskSlaDesk>()
            .AddSingleton<IEventHandler, FirstResponse>()
            .AddSingleton<BusinessClocks>()
            .AddSingleton<ISlaClocks>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IBusinessTime>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IStagePolicies>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<LeadClocks>()
            .AddSingleton<ILeadClocks>(services => services.GetRequiredService<LeadClocks>())
            .AddSingleton<RunningLeadClocks>();

    private static IServiceCollection AddReports(this IServiceCollection services) =>
        services
            .AddSingleton<ClosedClocks>()
            .AddSingleton<OverdueClocks>()
            .AddSingleton<SlaReport>()
            .AddSingleton<SlaWhatIf>();

    /// <summary>The sweep, and what it looks for.</summary>
    private static IServiceCollection AddSweep(this IServiceCollection services) =>
        services
            .AddCollections(SweepLease.Collection)
            .AddSingleton<SweepLeases>()
            .AddSingleton<SlaSweep>()
            .AddSingleton<ISweepRound>(services => new LeadClockRound(
                LeadClockRound.FirstResponse,
                services.GetRequiredService<BusinessTimes>()
            ))
            .AddSingleton<ISweepRound>(services => new LeadClockRound(
                LeadClockRound.CallBack,
                services.GetRequiredService<BusinessTimes>()
            ))
            .AddSingleton<ISweepRound, StageAgeRounds>();
}
