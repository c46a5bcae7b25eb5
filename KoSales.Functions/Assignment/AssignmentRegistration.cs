using KoSales.Domain.Assignment;
using KoSales.Functions.Agents;
using KoSales.Functions.Startup;
using KoSales.Functions.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KoSales.Functions.Assignment;

public static class AssignmentRegistration
{
    public static IServiceCollection AddAssignment(this IServiceCollection services)
    {
        services
            .AddOptions<ClaimSettings>()
            .BindConfiguration(ClaimSettings.Section)
            .ValidateOnStart();
        services.TryAddSingleton<Workforce>();
        services.TryAddSingleton<Availability>();
        return services
            .AddSingleton<IValidateOptions<ClaimSettings>, ClaimSettingsCheck>()
            .AddCollections(
                AgentLoads.Collection,
                AssignmentTurns.Collection,
                HandoverRecord.Collection,
                Claim.Collection,
                Delegation.Collection
            )
            .AddLists(DelegationLists.Delegations)
            .AddContracts(AssignmentContractsJson.Default)
            .AddSingleton<LoadAudit>()
            .AddSingleton<IStartTask, FirstLoads>()
            .AddSingleton<CascadeDesk>()
            .AddSingleton<AutoAssigner>()
            .AddSingleton<ClaimPool>()
            .AddSingleton<ClaimDesk>()
            .AddSingleton<ClaimReturns>()
            .AddSingleton<DelegationRuns>()
            .AddSingleton<TeamMoves>()
            .AddSingleton<IPortfolioMoves>(s => s.GetRequiredService<TeamMoves>())
            .AddSingleton<Departures>()
            .AddSingleton<DepartureDesk>()
            .AddSingleton<LeaveWatch>();
    }

    private sealed class ClaimSettingsCheck : IValidateOptions<ClaimSettings>
    {
        public ValidateOptionsResult Validate(string? name, ClaimSettings options) =>
            options.Problem() is { } problem
                ? ValidateOptionsResult.Fail(problem)
                : ValidateOptionsResult.Success;
    }
}
