using KoSales.Domain.AssignmentJobs;
using KoSales.Functions.AssignmentJobs.Planning;
using KoSales.Functions.AssignmentJobs.Running;
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
            .AddSingleton(new AssignmentLimits())
            .AddSingleton<AssignmentLedger>()
            .AddSingleton<AgentPool>()
            .AddSingleton<PlanSource>()
            .AddSingleton<AssignmentPlanning>()
            .AddSingleton<AssignmentBatches>()
            .AddSingleton<AssignmentUndoing>()
            .AddSingleton<AssignmentEnd>()
            .AddSingleton<AssignmentExplain>()
            .AddSingleton<AssignmentErrors>()
            .AddSingleton<AssignmentInvariants>()
            .AddSingleton<AssignmentJobIntake>()
            .AddSingleton<AssignmentJobDesk>()
            .AddSingleton<AssignmentStarts>();
}
