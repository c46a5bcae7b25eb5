using KoSales.Domain.Entities;
using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Contacts;
using KoSales.Functions.Customers;
using KoSales.Functions.CustomFields;
using KoSales.Functions.Deals;
using KoSales.Functions.Entities;
using KoSales.Functions.Exports.Running;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using KoSales.Functions.Leads;
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
            .AddCollections(FileExport.Collection)
            .AddContracts(ExportContractsJson.Default)
            .AddLists(ExportLists.Exports)
            .AddSingleton<ExportSelection>()
            .AddSingleton<ExportedRecords>()
            .AddSingleton<ExportKinds>()
            .AddSingleton<ExportCsv>()
            .AddSingleton<ExportDesk>()
            .AddSingleton<ExportParts>()
            .AddSingleton<ExportEnd>()
            .AddSingleton<IFileOwner, ExportFiles>()
            .AddExport(LeadLists.Entity, JobKind.LeadExport)
            .AddExport(ContactSpecs.Entity, JobKind.ContactExport)
            .AddExport(CustomerSpecs.Entity, JobKind.CustomerExport)
            .AddExport(DealSpecs.Entity, JobKind.DealExport);
    }

    /// <summary>Exports of one more kind of entities.</summary>
    private static IServiceCollection AddExport<T>(
        this IServiceCollection services,
        EntitySpec<T> spec,
        JobKind job
    )
        where T : Entity =>
        services
            .AddSingleton<IExportKind>(s => new ExportKind<T>(
                spec,
                job,
                s.GetRequiredService<CustomFieldCache>()
            ))
            .AddSingleton<IJobRunner>(new Runner(job));

    private sealed class Runner(JobKind kind) : IJobRunner
    {
        public JobKind Kind => kind;

        public TaskName Orchestrator => nameof(LeadExportOrchestration);

        public object InputOf(Job job) => new ExportRun(job.Id.Value);
    }
}
