using KoSales.Domain.Jobs;
using KoSales.Functions.Invariants;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Jobs;

public static class JobRegistration
{
    public static IServiceCollection AddJobs(this IServiceCollection services) =>
        services
            .AddCollections(Job.Collection, JobChunk.Collection)
            .AddContracts(JobContractsJson.Default)
            .AddLists(JobList.Spec)
            .AddSingleton<JobDesk>()
            .AddSingleton<JobErrors>()
            .AddSingleton<JobStarts>()
            .AddSingleton<IInvariant, JobInvariant>();
}
