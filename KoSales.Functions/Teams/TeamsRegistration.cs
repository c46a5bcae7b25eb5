using KoSales.Domain.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Teams;

public static class TeamsRegistration
{
    public static IServiceCollection AddTeams(this IServiceCollection services) =>
        services
            .AddCollections(Team.Collection)
            .AddContracts(TeamContractsJson.Default)
            .AddLists(TeamLists.Teams)
            .AddSingleton<TeamDesk>();
}
