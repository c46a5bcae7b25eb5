using KoSales.Domain.Imports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Imports.Reading;
using KoSales.Functions.Imports.Running;
using KoSales.Functions.Jobs;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Imports;

public static class ImportRegistration
{
    public static IServiceCollection AddImports(this IServiceCollection services)
    {
        services
            .AddOptions<ImportSettings>()
            .BindConfiguration(ImportSettings.Section)
            .ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<ImportSettings>, SettingsCheck>()
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

    private sealed class SettingsCheck : IValidateOptions<ImportSettings>
    {
        public ValidateOptionsResult Validate(string? name, ImportSettings options) =>
            options.Problem() is { } problem
                ? ValidateOptionsResult.Fail(problem)
                : ValidateOptionsResult.Success;
    }
}
