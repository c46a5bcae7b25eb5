using KoSales.Domain.Assignment;
using KoSales.Functions.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Absences;

public static class AbsencesRegistration
{
    public static IServiceCollection AddAbsences(this IServiceCollection services) =>
        services
            .AddCollections(Delegation.Collection)
            .AddLists(DelegationLists.Delegations)
            .AddSingleton<Portfolios>()
            .AddSingleton<DelegationRuns>()
            .AddSingleton<TeamMoves>()
            .AddSingleton<IPortfolioMoves>(s => s.GetRequiredService<TeamMoves>())
            .AddSingleton<Departures>()
            .AddSingleton<DepartureDesk>()
            .AddSingleton<LeaveWatch>();
}
