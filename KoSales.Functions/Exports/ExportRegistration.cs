using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Exports;

public static class ExportRegistration
{
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services
            .AddOptions<ExportSettings>()
            .BindConfiguration(ExportSettings.Section)
            .Refuse(o => o.Fault());
        return services
            .AddCollections(LeadExport.Collection)
            .AddContracts(ExportContractsJson.Default)
            .AddSingleton<LeadSelection>()
            .AddSingleton<ExportedLeads>()
            .AddSingleton<LeadCsv>()
            .AddSingleton<ExportDesk>()
            .AddSingleton<ExportParts>()
            .AddSingleton<ExportEnd>()
            .AddSingleton<IFileOwner, ExportFiles>()
            .AddSingleton<IJobRunner, Runner>();
    }

    private sealed class Runner : IJobRunner
    {
        public JobKind Kind => JobKind.LeadExport;

        public TaskName Orchestrator => nameof(LeadExportOrchestration);

        public object InputOf(Job job) => new ExportRun(job.Id.Value);
    }
}
