using KoSales.Domain.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Audit;

public static class AuditRegistration
{
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services
            .AddCollections(Audits.Collection)
            .AddContracts(AuditContractsJson.Default)
            .AddLists(AuditLists.Audit)
            .AddSingleton<AuditCsv>()
            .AddSingleton<ICommitAddition, AuditTrail>();
}
