using KoSales.Domain.Sla;
using KoSales.Functions.Calendars.Effective;
using KoSales.Functions.Invariants;
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
        return services.AddPolicies().AddClocks().AddReports();
    }

    private static IServiceCollection AddPolicies(this IServiceCollection services) =>
        services
            .AddReferences(typeof(SettingReferences))
            .AddCollections(SlaPolicies.Collection)
            .AddContracts(SlaPolicyContractsJson.Default)
            .AddLists(SlaPolicyLists.Policies)
            .AddSingleton<SlaPolicyCache>()
            .AddSingleton<SlaPolicyDesk>();

    private static IServiceCollection AddClocks(this IServiceCollection services) =>
        services
            .AddCollections(SweepLease.Collection)
            .AddContracts(TaskSlaContractsJson.Default)
            .AddSingleton<SweepLeases>()
            .AddSingleton<SlaSweep>()
            .AddSingleton<RunningClocks>()
            .AddSingleton<TaskSlaDesk>()
            .AddSingleton<BusinessClocks>()
            .AddSingleton<ISlaClocks>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IBusinessTime>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IStagePolicies>(services => services.GetRequiredService<BusinessClocks>())
            .AddSingleton<IInvariant, TaskClockInvariant>()
            .AddSingleton<ISweepRound, StageAgeRounds>();

    private static IServiceCollection AddReports(this IServiceCollection services) =>
        services
            .AddContracts(SlaReportContractsJson.Default)
            .AddSingleton<ClosedClocks>()
            .AddSingleton<OverdueClocks>()
            .AddSingleton<SlaReport>()
            .AddSingleton<SlaWhatIf>();
}
