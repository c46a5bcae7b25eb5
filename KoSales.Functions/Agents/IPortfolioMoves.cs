using KoSales.Domain.Agents;

namespace KoSales.Functions.Agents;

/// <summary>What an agent owns follows the agent to another team.</summary>
public interface IPortfolioMoves
{
    /// <summary>Page by page; does nothing for who has not changed the team. What is left when it ends
    /// early is done by
    /// the next run.</summary>
    Task FollowAsync(Agent agent, CancellationToken cancellationToken);
}
