using KoSales.Domain.Exports;
using KoSales.Domain.Jobs;
using KoSales.Functions.Files;
using KoSales.Functions.Jobs;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Exports;

public static class ExportRegistration
{
    public static IServiceCollection AddExports(this IServiceCollection services)
    {
        services
            .AddOptions<ExportSettings>()
            .BindConfiguration(ExportSettings.Section)
            .ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<ExportSettings>, SettingsCheck>()
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

    private sealed class SettingsCheck : IValidateOptions<ExportSettings>
    {
        public ValidateOptionsResult Validate(string? name, ExportSettings options) =>
            options.Problem() is { } problem
                ? ValidateOptionsResult.Fail(problem)
                : ValidateOptionsResult.Success;
    }
}
