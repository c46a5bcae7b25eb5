using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Jobs;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Imports;

public static class ImportRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services
            .AddOptions<ImportSettings>()
            .BindConfiguration(ImportSettings.Section)
            .Refuse(o => o.Fault());
        return services
            .AddCollections(LeadImport.Collection)
            .AddContracts(ImportContractsJson.Default)
            .AddSingleton<ImportDesk>()
            .AddSingleton<ImportScan>()
            .AddSingleton<ImportPlacements>()
            .AddSingleton<ImportStages>()
            .AddSingleton<ImportChunks>()
            .AddSingleton<ImportEnd>()
            .AddSingleton<IFileOwner, ImportFiles>()
            .AddSingleton<IJobRunner, Runner>();
    }

    private sealed class Runner : IJobRunner
    {
        public JobKind Kind => JobKind.LeadImport;

        public TaskName Orchestrator => nameof(LeadImportOrchestration);

        public object InputOf(Job job) => new ImportRun(job.Id.Value);
    }
}
