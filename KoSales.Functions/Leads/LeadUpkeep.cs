using KoSales.Domain.Entities;
using KoSales.Domain.Leads;
using KoSales.Domain.Loads;
using KoSales.Functions.Entities.Changing;
using KoSales.Functions.Scoring;

namespace KoSales.Functions.Leads;

/// <summary>A lead is scored anew with each change of it.</summary>
public sealed class LeadScores(ScoreCardCache scores) : IEntityScores<Lead>
{
    public async ValueTask<EntityFact<Lead>> RescoreAsync(
        EntityFact<Lead> fact,
        Command command,
        CancellationToken cancellationToken
    )
    {
        var card = await scores.CurrentAsync(cancellationToken);
        return fact.Rescored(card.Rescore(fact.Entity, fact.Paths, command.Now));
    }
}

/// <summary>Open leads are counted for the agents who have them.</summary>
public sealed class LeadCounts : IEntityFollower<Lead>
{
    public ValueTask FollowAsync(
        WriteBatch batch,
        Lead? before,
        Lead after,
        Command command,
        CancellationToken cancellationToken
    )
    {
        batch.CountLead(before, after, command);
        return ValueTask.CompletedTask;
    }
}
