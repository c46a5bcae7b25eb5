using KoSales.Domain.Entities;
using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Kinds;
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
            .AddCollections(FileImport.Collection)
            .AddContracts(ImportContractsJson.Default)
            .AddLists(ImportLists.Imports)
            .AddSingleton<ImportDesk>()
            .AddSingleton<ImportScan>()
            .AddSingleton<ImportPlacements>()
            .AddSingleton<ImportStages>()
            .AddSingleton<ImportKinds>()
            .AddSingleton<ImportChunks>()
            .AddSingleton<ImportEnd>()
            .AddSingleton<IFileOwner, ImportFiles>()
            .AddSingleton<IImportKind, LeadImports>()
            .AddSingleton<IJobRunner>(new Runner(JobKind.LeadImport))
            .AddSingleton<IJobRunner>(new Runner(JobKind.CustomerResync))
            .AddImport(EntityImportSpecs.Contacts)
            .AddImport(EntityImportSpecs.Customers)
            .AddImport(EntityImportSpecs.Deals);
    }

    /// <summary>Files of one more kind of entities.</summary>
    private static IServiceCollection AddImport<T>(
        this IServiceCollection services,
        ImportSpec<T> spec
    )
        where T : Entity =>
        services
            .AddSingleton(spec)
            .AddSingleton<EntityRowMaker<T>>()
            .AddSingleton<IImportKind, EntityImports<T>>()
            .AddSingleton<IJobRunner>(new Runner(spec.Job));

    private sealed class Runner(JobKind kind) : IJobRunner
    {
        public JobKind Kind => kind;

        public TaskName Orchestrator => nameof(LeadImportOrchestration);

        public object InputOf(Job job) => new ImportRun(job.Id.Value);
    }
}
