using KoSales.Domain.Agents;
using KoSales.Functions.References;
using Microsoft.Extensions.DependencyInjection;

namespace KoSales.Functions.Agents;

public static class AgentsRegistration
{
    public static IServiceCollection AddAgents(this IServiceCollection services) =>
        services
            .AddReferences()
            .AddCollections(Agent.Collection)
            .AddContracts(AgentContractsJson.Default)
            .AddLists(AgentLists.Full)
            .AddIncluded(AgentLists.Cards)
            .AddSingleton<AgentPlaces>()
            .AddSingleton<AgentStandings>()
            .AddSingleton<AgentAnswers>()
            .AddSingleton<Workforce>()
            .AddSingleton<Availability>()
            .AddSingleton<AgentWriter>()
            .AddSingleton<AgentDesk>();
}
