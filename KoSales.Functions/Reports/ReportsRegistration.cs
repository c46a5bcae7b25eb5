using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Reports;

public static class ReportsRegistration
{
    public static IServiceCollection AddReports(this IServiceCollection services) =>
        services
            .AddContracts(ReportContractsJson.Default)
            .AddSingleton<FunnelReport>()
            .AddSingleton<ConversionReport>()
            .AddSingleton<WorkloadReport>()
            .AddSingleton<GrowthReport>()
            .AddSingleton<DealReport>();
}
