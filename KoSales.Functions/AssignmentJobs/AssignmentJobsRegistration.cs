using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
using KoSales.Functions.Invariants;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.AssignmentJobs;

public static class AssignmentJobsRegistration
{
    public static IServiceCollection AddAssignmentJobs(this IServiceCollection services) =>
        services
            .AddCollections(
                CohortAssignmentJob.Collection,
                AssignmentBatch.Collection,
                AssignmentDigest.Collection
            )
            .AddContracts(AssignmentJobContractsJson.Default)
            .AddLists(AssignmentJobList.Spec, AssignmentJobList.Digests)
            .AddSingleton<AssignmentJobIntake>()
            .AddSingleton<AssignmentJobDesk>()
            .AddPlanning()
            .AddRunning();

    private static IServiceCollection AddPlanning(this IServiceCollection services) =>
        services
            .AddSingleton(new AssignmentLimits())
            .AddSingleton<AgentPool>()
            .AddSingleton<PlanSource>()
            .AddSingleton<AssignmentPlanning>()
            .AddSingleton<AssignmentExplain>();

    private static IServiceCollection AddRunning(this IServiceCollection services) =>
        services
            .AddSingleton<AssignmentLedger>()
            .AddSingleton<AssignmentBatches>()
            .AddSingleton<AssignmentUndoing>()
            .AddSingleton<AssignmentEnd>()
            .AddSingleton<AssignmentErrors>()
            .AddSingleton<AssignmentInvariants>()
            .AddSingleton<IInvariant>(s => s.GetRequiredService<AssignmentInvariants>())
            .AddSingleton<AssignmentStarts>();
}
