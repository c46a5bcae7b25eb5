using KoSales.Domain.Loads;
using NodaTime;

namespace KoSales.Functions.Agents;

/// <summary>Answers to writes of agents, with what the agent holds.</summary>
public sealed class AgentAnswers(IDocumentStore store, TimeProvider time)
{
    public async ValueTask<Answer> WithLoadAsync(
        Answer answer,
        AgentId id,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync(AgentLoads.Collection, id.Value, cancellationToken)
            is not { } load
        )
            return answer;
        var members = LoadShape.Of(load, Instant.FromDateTimeOffset(time.GetUtcNow()));
        return answer with
        {
            Body = (byte[])[.. answer.Body.Span[..^1], (byte)',', .. members.AsSpan(1)],
        };
    }
}
