using KoSales.Domain.Sla;
using KoSales.Functions.Calendars;
using KoSales.Functions.Pipelines.Workflows;
using KoSales.Functions.References;
using KoSales.Functions.Sla.Clocks;
using KoSales.Functions.Sla.Policies;
using KoSales.Functions.Sla.Reports;
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
            .AddCollections(SlaPolicies.Collection)
            .AddContracts(
                SlaPolicyContractsJson.Default,
                TaskSlaContractsJson.Default,
                SlaReportContractsJson.Default
            )
            .AddLists(SlaPolicyLists.Policies)
            .AddSingleton<SlaPolicyCache>()
            .AddSingleton<SlaPolicyDesk>()
            .AddCollections(SweepLease.Collection)
            .AddSingleton<SweepLeases>()
            .AddSingleton<SlaSweep>()
            .AddSingleton<RunningClocks>()
            .AddSingleton<TaskSlaDesk>()
            .AddSingleton<ClosedClocks>()
            .AddSingleton<OverdueClocks>()
            .AddSingleton<SlaReport>()
            .AddSingleton<SlaWhatIf>()
            .AddSingleton<BusinessClocks>()
            .AddSingleton<ISlaClocks>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IBusinessTime>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IStagePolicies>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<ISweepRound, StageAgeRounds>();
    }
}
